create table a (id int not null, code int);
create unique index a_id on a (id);
create table b (a int references a (id));
