create schema "My Schema";
create table "My Schema"."Tab.le" ("Col umn" int, "select" text, "quo""te" int);
