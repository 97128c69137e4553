create domain d as text default 'q' not null check (value <> '');
create table t(a d, b d[] , c text);
create index i on t(a);
create view v as select a from t;
