create table "we'ird ""t.able" ("col umn" bigint primary key, "select" text not null default '%s', "Ünï" text default ':a $1', "x.y" int check ("x.y" > 0), "new col" int);
create index "idx ""q" on "we'ird ""t.able" ("col umn", "x.y" desc) where "select" <> '%';
alter table "we'ird ""t.able" enable row level security;
create policy "may ""see" on "we'ird ""t.able" to "App Röle" using ("select" = ':none' or "Ünï" = '$1');
comment on column "we'ird ""t.able"."col umn" is 'it''s';
grant select ("x.y"), update on "we'ird ""t.able" to "App Röle";
