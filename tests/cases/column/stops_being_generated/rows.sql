insert into v values (4);
