create table t (id int);
create table data (id int);
create view on_top as select id from data;
