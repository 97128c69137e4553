create table people (id int primary key, name text, age int);
create view a as select id, age from people;
create view b as select id from a;
create view unrelated as select id, name from people;
