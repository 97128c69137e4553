create table t (a int check (a > 0), b text constraint len check (length(b) < 10), c int check (c in (1, 2)));
