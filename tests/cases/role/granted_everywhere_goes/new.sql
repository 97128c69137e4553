create schema s; create table s.t (a int, b int); create sequence s.q; create function s.f() returns int language sql as 'select 1'; create type s.e as enum ('a');
