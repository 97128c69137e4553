create table reading (id int not null, v bigint) partition by range (id);
create table reading_a partition of reading for values from (0) to (15);
create table reading_b partition of reading for values from (15) to (30);
create table reading_rest partition of reading default;
