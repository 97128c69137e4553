create table t(a int, b int generated always as (a * 2) stored, c text default 'x', d int generated always as identity);
create index i on t(b);
