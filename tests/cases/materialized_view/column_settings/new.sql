create table t (a int, b text, c text);
create materialized view m as select a, b, c from t;
alter materialized view m alter a set (n_distinct = 9), alter b set statistics 0, alter c set storage main, alter c set compression pglz;
create materialized view goes as select c as "B b" from t;
alter materialized view goes alter "B b" set storage plain;
