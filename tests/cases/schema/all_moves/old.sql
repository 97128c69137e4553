create schema a;
create schema b;
create type a.e as enum ('x');
create table a.t(x a.e primary key);
create table b.u(x a.e references a.t);
create view a.v as select * from b.u;
create view b.w as select * from a.v;
create function a.f() returns a.e language sql as $$ select 'x'::a.e $$;
