create table t (a int primary key, b int constraint b_ok check (b > 0), c int unique);
comment on constraint b_ok on t is 'it''s $1 % :x';
comment on constraint t_c_key on t is 'one';
comment on constraint t_pkey on t is 'key';
