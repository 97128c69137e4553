create table x(a int primary key, b text check (b <> ''), c int generated always as (a + 1) stored);
create index i on x(b);
