create schema a;
create schema b;
create type a.status as enum ('x');
create table b.orders (status a.status default 'x', "a.status" text);
