insert into goods values (1, 4, '{1,2}', 'x');
