create schema "a.b";
create table "a.b"."t.u" ("x.y" int, z text, w int not null);
create table "a.b".p (id int primary key);
create index "i.x" on "a.b"."t.u" ("x.y");
create view "a.b"."v.w" as select 1 as one;
create sequence "a.b"."s.q";
create type "a.b"."e.n" as enum ('a');
