create collation c (locale = 'C'); create domain word as text collate c check (value < 'zz'); create table t (w word);
