create materialized view m using heap2 as select 1 as a;
