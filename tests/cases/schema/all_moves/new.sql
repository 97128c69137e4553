create schema b;
create schema c;
create type c.e as enum ('x');
create table c.t(x c.e primary key);
create table b.u(x c.e references c.t);
create view c.v as select * from b.u;
create view b.w as select * from c.v;
create function c.f() returns c.e language sql as $$ select 'x'::c.e $$;
