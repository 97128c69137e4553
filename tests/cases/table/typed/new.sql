create type shape as (a int, b text); create table t of shape (a primary key, b default 'x' not null); comment on column t.b is 'b';
