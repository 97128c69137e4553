create table a (id int not null, code int);
create unique index a_code on a (code);
create table b (a int references a (code));
