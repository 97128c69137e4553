create table thing(id int primary key);
create table t(x thing);
