insert into t values (1, 2, 'x', 3.25, null);
