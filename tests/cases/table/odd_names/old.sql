create table "we'ird ""t.able" ("col umn" int primary key, "select" text, "Ünï" text default 'a:b', "x.y" int);
create index "idx ""q" on "we'ird ""t.able" ("col umn", "select");
