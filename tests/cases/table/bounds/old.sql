create table reading (id int not null, v int) partition by range (id);
create table reading_a partition of reading for values from (0) to (10);
create table reading_b partition of reading for values from (10) to (20);
create table reading_rest partition of reading default;
