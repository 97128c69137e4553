create table a (id int primary key, n int);
create function later() returns bigint language sql as 'select 1::bigint';
