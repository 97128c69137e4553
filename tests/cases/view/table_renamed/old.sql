create table t (id int primary key, name text);
create table u (id int primary key);
create view v as select t.id, t.name from t join u using (id);
create view w as select id from v;
