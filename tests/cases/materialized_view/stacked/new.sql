create table t(a bigint, b text);
create materialized view m with (fillfactor = 70) as select a, b, 1 as c from t;
create unique index mi on m(a, b);
create materialized view n as select a from m;
create index ni on n(a);
create view v as select * from n;
grant select on m to app_reader;
create statistics s on a, c from m;
comment on column m.a is 'a';
