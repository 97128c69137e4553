create table people (id int primary key, kind text default 'seen' check (kind in ('seen', 'not seen')));
create table states (id int primary key, note text default 'people' check (note <> 'people of seen'));
create view seen as select id from states;
create table addresses (id int, state int references states);
create schema empty;
