create table t (id int primary key, a int);
comment on column t.a is 'old';
