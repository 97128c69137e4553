create materialized view m with (fillfactor = 70) as select 'x'::text as a;
