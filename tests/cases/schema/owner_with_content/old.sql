create schema s; create table s.t (a int); create function s.f() returns int language sql as 'select 1';
