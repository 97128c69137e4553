create schema "Weird s";
create type "Weird s"."My Enum" as enum ('a');
create table "Weird s"."T" ("My Enum" "Weird s"."My Enum" default 'a', list "Weird s"."My Enum"[]);
