create collation before (locale = 'C'); create table t (a text collate before);
