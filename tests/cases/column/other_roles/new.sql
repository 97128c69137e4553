create table t(a int generated always as identity, b int default 3, c text generated always as ('x' || d::text) stored, d int);
create index i on t(c);
