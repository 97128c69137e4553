insert into k values (1, 2);
