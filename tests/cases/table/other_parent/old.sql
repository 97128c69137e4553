create table t(a int, b text default 't') partition by range (a);
create table u(a int, b text default 'u', c int) partition by range (a);
create table x partition of t for values from (0) to (10);
grant select on x to app_reader;
comment on column x.a is 'a';
