create table t(id int, a text, b int, primary key (id, b));
create view v as select id, max(a) a, sum(b) s from t group by id;
create view w as select * from v;
grant select on w to app_reader;
comment on view w is 'w';
