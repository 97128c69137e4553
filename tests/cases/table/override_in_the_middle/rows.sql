insert into d values (1, 2, 'x'); insert into beside values (null, 3, 'y');
