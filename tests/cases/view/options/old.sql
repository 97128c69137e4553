create table people (id int primary key, name text, age int);
create view a as select id, name from people where age > 18;
create view b with (check_option = local, security_barrier) as select id, name from people where age > 18;
create view c with (check_option = cascaded) as select id from people where age > 18;
