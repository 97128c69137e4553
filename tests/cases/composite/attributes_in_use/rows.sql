insert into t values (1, row(1, 2, 'n')), (2, null);
