create schema "Ünï code.d ""quoted""";
create schema "select";
create table "select"."from" ("where" int primary key, "group by" text);
