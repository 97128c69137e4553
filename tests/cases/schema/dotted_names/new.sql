create schema "a.b";
create type "a.b"."e.n" as enum ('a', 'b');
create table "a.b"."t.u" ("x.y" bigint default 3 not null, z text, q "a.b"."e.n");
comment on column "a.b"."t.u".z is 'hm';
comment on table "a.b"."t.u" is 'hm';
create table "a.b".p (id bigint primary key);
alter table "a.b"."t.u" add constraint "f.k" foreign key ("x.y") references "a.b".p;
alter table "a.b"."t.u" add constraint "u.q" unique (z);
create index "i.x" on "a.b"."t.u" ("x.y" desc);create view "a.b"."v.w" as select 2 as one, 3 as two;
create sequence "a.b"."s.q" increment 3;

