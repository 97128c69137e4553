create domain d as text;
create table t(a text default 'q' not null, b text[], c d);
create index i on t(a);
create view v as select a from t;
