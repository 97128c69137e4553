insert into t values (1, row(1, 2), array[row(3, 4)::spot]), (2, null, null);
