create table p(id int primary key) partition by range (id);
create table p1 partition of p for values from (0) to (10);
create table p2 partition of p default;
create table c(id int, r int references p on delete set null deferrable, primary key (id)) partition by hash (id);
create table c1 partition of c for values with (modulus 2, remainder 0);
create table c2 partition of c for values with (modulus 2, remainder 1);
