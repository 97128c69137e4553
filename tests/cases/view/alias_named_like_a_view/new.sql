create table t (id int, name text);
create view zebra as select id as ant, name from t;
create view ant as select z.ant as zebra from zebra z;
create view bee as with ant as (select 1 as zebra) select zebra from ant;
