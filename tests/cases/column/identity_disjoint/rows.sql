insert into v values (default);
