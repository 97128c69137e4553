insert into tied values (1, 'y'); insert into loose values (2, 'z');
