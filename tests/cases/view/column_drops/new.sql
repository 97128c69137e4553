create table people (id int primary key, name text);
create view a as select id from people;
create view b as select id from a;
create view unrelated as select id, name from people;
