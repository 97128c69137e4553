create collation c (locale = 'C'); create table t (a text collate c default 'q' not null, b int); create index i on t (a); create view v as select a from t;
