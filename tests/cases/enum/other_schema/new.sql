create schema a;
create schema b;
create type a.status as enum ('x', 'y');
create type b.status as enum ('x', 'y');
create table b.orders (status b.status default 'y', "a.status" text);
