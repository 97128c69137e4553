create table part (a int not null primary key, b int check (b > 0));
create index of_both on part (b);
