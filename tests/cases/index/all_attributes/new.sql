create table t(a int, b text, c tsvector, d point, e int[]);
create index i1 on t using gin (e array_ops, c);
create index i2 on t using brin (a int4_minmax_multi_ops(values_per_range = 16)) with (autosummarize);
create index i3 on t using spgist (d);
create index i4 on t (b desc nulls first, upper(b) collate "POSIX") include (d) where a > 1;
create unique index i5 on t (a);
create index i6 on t using btree (b) with (deduplicate_items = off);
alter index i4 alter column 2 set statistics 78;
