create table a (id numeric primary key, b numeric unique);
create table b (id numeric primary key references a (b), a numeric references a);
