create collation c (locale = 'C'); create table t (a text, b int) partition by list (a collate c); create table t1 partition of t for values in ('x');
