insert into v values (1, 'x', 'y', 'z');
