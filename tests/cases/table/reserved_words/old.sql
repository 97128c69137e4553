create table "user" ("order" int primary key, "table" text);
