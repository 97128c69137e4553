insert into t values (1, row(5));
