insert into orders values (1, 'paid', '{new}');
