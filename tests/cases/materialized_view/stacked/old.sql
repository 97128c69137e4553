create table t(a int, b text);
create materialized view m as select a, b from t;
create unique index mi on m(a);
create materialized view n as select a from m with no data;
create index ni on n(a);
create view v as select * from n;
grant select on m to app_reader;
create statistics s on a, b from m;
comment on column m.a is 'a';
