insert into v (a) values (default), (default);
