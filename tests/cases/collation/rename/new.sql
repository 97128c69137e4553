create collation after (locale = 'C'); create table t (a text collate after);
