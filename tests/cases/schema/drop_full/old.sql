create schema a;
create type a.mood as enum ('sad', 'glad');
create domain a.positive as int check (value > 0);
create table a.people (id int primary key, mood a.mood, luck a.positive);
create table people (id int primary key references a.people);
