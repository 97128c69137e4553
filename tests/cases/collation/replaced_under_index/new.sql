create collation c (locale = 'POSIX'); create table t (a text, b text); create index i on t (a collate c); create unique index u on t (lower(b) collate c);
