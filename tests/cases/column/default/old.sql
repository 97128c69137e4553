create table t (id int primary key, a int default 1, b text default 'x', c timestamptz default now());
