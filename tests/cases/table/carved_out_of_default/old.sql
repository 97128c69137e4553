create table t(a int, b text, unique (a, b)) partition by list (a);
create table td partition of t default;
create index i on t(b);
