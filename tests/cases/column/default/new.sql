create table t (id int primary key, a int default 2, b text, c timestamptz default '2020-01-01 00:00:00+00', d text default '100 % :of $1 $$ ''q''');
