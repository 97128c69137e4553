create table t (id int);
create view data as select id from t;
create view on_top as select id from data;
