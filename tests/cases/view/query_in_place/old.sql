create table people (id int primary key, name text, age int);
create view a with (security_barrier = true) as select id, name from people where age > 18;
create view on_top as select id from a;
comment on view a is 'x';
grant select on a to app_reader;
create materialized view far as select id from on_top;
