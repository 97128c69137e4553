create table t (a int check (a >= 0), b text constraint len check (length(b) < 20), c int, constraint below check (a < c));
