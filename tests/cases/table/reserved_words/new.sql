create table "user" ("order" int primary key, "table" text, "check" int default 1 check ("check" > 0), "default" boolean generated always as ("check" > 2) stored);
create table "group" ("user" int references "user" ("order"), "primary" text unique);
