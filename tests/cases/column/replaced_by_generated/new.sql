create table t (id int primary key, a int, b int generated always as (a + 1) stored);
create index t_b on t (b);
alter table t add constraint b_ok check (b > 0);
