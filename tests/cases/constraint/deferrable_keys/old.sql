create table t (a int primary key, b int unique, c int unique deferrable);
