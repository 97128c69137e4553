create table people (id int primary key, name varchar(9));
create table log (id int, name varchar(9));
create rule note as on update to people do also insert into log values (new.id, new.name);
create view v as select id, name from people;
create rule out as on delete to v do instead delete from people where id = old.id and name = old.name;
comment on rule out on v is 'x';
