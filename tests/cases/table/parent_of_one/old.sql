create table parent (a int not null primary key, b int check (b > 0)) partition by list (a);
create table part partition of parent for values in (1);
create index of_both on parent (b);
