create table t(a int, b int, constraint x check (a > 0));
create index y on t(a);
create table u(a int primary key);
create unique index z on t(b);
