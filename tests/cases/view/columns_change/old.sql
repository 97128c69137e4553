create table people (id int primary key, name text, age int);
create view a as select id, name, age from people;
create view b as select id, name from a;
create view c as select id from b where name is not null;
alter view c owner to app_owner;
comment on column c.id is 'who';
grant select on b to app_reader, app_writer with grant option;
