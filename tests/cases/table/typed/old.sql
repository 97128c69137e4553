create type shape as (a int, b text); create table t of shape (a primary key);
