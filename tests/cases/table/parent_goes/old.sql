create table t(a int primary key, b text check (b <> ''), c int generated always as (a + 1) stored) partition by range (a);
create index i on t(b);
create table x partition of t for values from (0) to (10);
create trigger g before update on t for each row execute function suppress_redundant_updates_trigger();
