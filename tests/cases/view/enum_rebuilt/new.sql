create type mood as enum ('ok', 'glad');
create table people (id int primary key, mood mood default 'ok', name text);
create view cheerful as select id, mood from people where mood = 'glad';
create view everyone as select * from people;
create view names as select name from people;
create materialized view moods as select mood, count(*) as n from people group by mood;
create index on moods (mood);
grant select on cheerful to app_reader;
