create table people (id int primary key, name text, age int);
create view a with (security_barrier = true) as select id, name, age * 2 as twice from people where age > 21;
create view on_top as select id from a;
comment on view a is 'y';
grant select on a to app_reader;
create materialized view far as select id from on_top;
