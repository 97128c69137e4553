create collation one (locale = 'C'); create table t (a text collate one not null, b text);
