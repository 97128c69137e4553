create table t (id bigint primary key, a bigint, b varchar(20), c numeric(10,2), d timestamptz);
create index t_b on t (b);
