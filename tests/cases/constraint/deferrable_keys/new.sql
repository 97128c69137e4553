create table t (a int primary key deferrable initially deferred, b int unique deferrable, c int unique);
