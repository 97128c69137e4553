create table t (id int primary key, a int, b text default 'x', constraint ab check (a > length(b)));
create index t_a on t (a);
create index t_ab on t (a, b);
