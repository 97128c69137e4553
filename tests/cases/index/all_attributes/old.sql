create table t(a int, b text, c tsvector, d point, e int[]);
create index i1 on t using gin (e array_ops) with (fastupdate = off);
create index i2 on t using brin (a) with (pages_per_range = 8);
create index i3 on t using gist (d);
create index i4 on t (b text_pattern_ops desc nulls last, lower(b) collate "C") include (a) where a > 1;
create unique index i5 on t (a) nulls not distinct;
create index i6 on t using hash (b);
alter index i4 alter column 2 set statistics 77;
