create table t (id int primary key, h hstore default 'a=>1', k text generated always as ((h -> 'a')) stored);
create index on t using gin (h);
