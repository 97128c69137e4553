create table t (a int not null, b int not null, constraint t_key primary key (a) include (b));
