create table people (id int primary key, name text, age int);
create view a with (check_option = cascaded, security_barrier = true) as select id, name from people where age > 18;
create view b as select id, name from people where age > 18;
create view c with (check_option = local) as select id from people where age > 18;
alter view c alter id set default 5;
