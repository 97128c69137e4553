create schema "My Schema.with/dots";
create schema "1st%:$1$$\x";
create schema "select";
create table "My Schema.with/dots"."tab ""le"
("col umn" int default 5, "per%cent" text default '100% of :x $1 $$ \n \\ ''q''', "co:lon" text, "$1" int, "$$" text, "back\slash" text, "UPPER" int, "0lead" int, "select" int,
 "ünïcödé" text collate "C", "new
line" int, constraint "ch%eck :x $1 $$" check ("per%cent" like '%:x%' or "$1" > 5), constraint "p k" primary key ("col umn"));
comment on table "My Schema.with/dots"."tab ""le" is E'a comment with\nnew line, ''quotes'', % :x $1 $$ \\ and "double"';
comment on column "My Schema.with/dots"."tab ""le"."new
line" is E'tab\t# not a comment: yes\n- no list\n';
create index "in.dex %" on "My Schema.with/dots"."tab ""le" (lower("per%cent"), "$1") where "$$" <> '$$';
create table "1st%:$1$$\x"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" ("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" int unique check ("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" > 0), id serial primary key, g int generated always as identity);
create table "1st%:$1$$\x"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" ("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" int unique references "1st%:$1$$\x"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" ("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
create index on "1st%:$1$$\x"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" ("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", id);
create table "select"."user" ("order" int, "group" text, "table" int references "My Schema.with/dots"."tab ""le");
create table "select".nothing ();
create table "select".nothing_left (a int, b int); alter table "select".nothing_left drop a, drop b;
create table "select".dropped (a int, b int, c int not null, d text); alter table "select".dropped drop b; 
create index on "select".dropped (c); alter table "select".dropped add e int default 4; alter table "select".dropped add check (c < d::int or e > 3);
create table ring_a (id int primary key, b int); create table ring_b (id int primary key, c int); create table ring_c (id int primary key, a int references ring_a);
alter table ring_a add foreign key (b) references ring_b deferrable initially deferred; alter table ring_b add foreign key (c) references ring_c; alter table ring_a add self int references ring_a;
alter table ring_a add constraint not_yet check (id > 0) not valid; alter table ring_b add constraint fk_not_yet foreign key (id) references ring_a not valid;
create function even(n int) returns boolean language plpgsql as $f$ begin if n = 0 then return true; end if; return odd(n - 1); end $f$;
create function odd(n int) returns boolean language plpgsql as $f$ begin if n = 0 then return false; end if; return even(n - 1); end $f$;
create function quoting("a b" text, "$x1" int default 5, x text default '%s :y $2 $$') returns text language plpgsql as $body$
declare v text := 'it''s 100% :x $1 $$ \ "q"'; r record;
begin
  v := $q$nested $$ dollars $1 %I$q$ || E'\t\\n' || U&'\0041';
  execute format('select %L::text, $1', v) using 5; -- comment with ' quote and $$
  /* block /* nested */ % : */
  return v || $$ x $$ || "a b" || '12:30'::time || (array['a','b'])[1:2]::text;
end $body$;
create procedure "proc.ed ure"(inout x int) language sql as 'select x % 3 /* :x */';
create function sqlbody(a int) returns int begin atomic select a % 2 + 1; end;
create view v0 as select id, b, 1 % 2 as "m%od", ':x' as "co:lon", '$1' as d from ring_a;
create view v1 as select * from v0; create view v2 as select * from v1; create view v3 as select * from v2; create view v4 as select * from v3; create view v5 as select * from v4;
create view v6 as select * from v5; create view v7 as select * from v6; create view v8 as select * from v7; create view v9 as select * from v8; create materialized view v10 as select * from v9;
create unique index on v10 (id); create view "v 11" as select v10.*, even(v10.id) from v10 where "m%od" <> 0;
create type "en um" as enum ('a''b', 'c%d', ':x', '$1', '$$', E'new\nline', '', 'ü "q"');
create domain "do.main" as "en um" default ':x' check (value <> 'a''b');
create table uses ("e" "en um" default 'c%d', f "do.main", g "en um"[] default '{"a''b",":x"}', h jsonb default '{"a": "b:c", "%": "$1"}', i interval default '1:30', r numrange default '[1,2)');
create sequence "se q" owned by uses."h"; create rule "ru le" as on insert to uses do also notify "cha nnel";
create trigger "tri gger" before update of "e" on uses for each row when (old.i is distinct from new.i) execute function suppress_redundant_updates_trigger('ar%g', ':x', '$1', 'it''s');
alter table uses enable row level security; create policy "pol icy %" on uses to "App Röle", app_reader using (h->>'%' = ':x' or e = '$$') with check (current_setting('a.b', true) <> '%');
grant select, insert (f) on uses to "App Röle" with grant option; grant usage on schema "My Schema.with/dots" to app_reader; alter table ring_c owner to app_owner; alter function even owner to app_owner;
alter default privileges for role app_owner in schema "select" grant select on tables to "App Röle";
alter view v0 owner to app_owner; grant select on ring_a to app_owner; grant references on ring_a, ring_b to app_owner;
create publication "pub %" for table "select"."user", uses;
create statistics "st at" on "order", "group" from "select"."user";
comment on policy "pol icy %" on uses is '% :x $1 $$ \'; comment on function quoting is $$it's % $1$$; comment on constraint not_yet on ring_a is '''';
create view "temporal:2" as select now() at time zone 'UTC' as t, '12:30'::time as u, 5 as "select";
