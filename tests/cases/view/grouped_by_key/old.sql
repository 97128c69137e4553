create table t(id int primary key, a text, b int);
create view v as select id, a, sum(b) s from t group by id;
create view w as select * from v;
grant select on w to app_reader;
comment on view w is 'w';
