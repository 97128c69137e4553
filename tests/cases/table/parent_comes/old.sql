create table x(a int primary key, b text);
create table y(a int primary key, b text);
create view v as select * from x;
grant select on x to app_reader;
