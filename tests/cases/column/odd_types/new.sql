create table t (a interval, b bit varying(5), c "char", d timetz, e int4range, f point, g char(7), h name, i tsvector, j pg_lsn, k int4multirange, l xml, m "char"[]);
