create table t (a int, b text, c text);
create materialized view m as select a, b, c from t;
alter materialized view m alter a set statistics 500, alter b set storage external, alter c set (n_distinct = -0.5);
create materialized view goes as select b as "B b" from t;
alter materialized view goes alter "B b" set statistics 7;
