create table t (id int primary key, a int);
comment on column t.id is 'new % :x';
