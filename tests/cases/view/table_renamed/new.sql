create table people (id int primary key, name text);
alter table people rename constraint people_pkey to t_pkey;
create table u (id int primary key);
create view v as select people.id, people.name from people join u using (id);
create view w as select id from v;
