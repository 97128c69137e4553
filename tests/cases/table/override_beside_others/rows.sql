insert into novels values (1, 2, null); insert into globes values (3, 4, null); insert into charts values (5, 6, 'a'); insert into window_books values (7, 8, null);
