insert into goods values (5, 6);
