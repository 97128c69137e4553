create table people (id int primary key, name text);
create view a with (security_invoker = true) as select id, name from people;
create view b with (security_invoker = true) as select name, id from people;
