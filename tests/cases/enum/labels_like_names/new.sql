create schema "Weird s";
create type "Weird s"."My Enum" as enum ('b', 'a');
create table "Weird s"."T" ("My Enum" "Weird s"."My Enum" default 'b', list "Weird s"."My Enum"[]);
