insert into t values (1, row(1, 'b'));
