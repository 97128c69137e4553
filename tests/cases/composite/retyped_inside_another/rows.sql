insert into t values (1, row(row(5, 'x'), 2), array[row(1, 'y')]::a[]);
