insert into log_a values (1, 'x', 4), (2, 'y', 5);
