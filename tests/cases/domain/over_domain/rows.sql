insert into goods values (5);
