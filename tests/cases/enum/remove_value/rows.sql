insert into orders values (1, 'paid', '{paid,new}');
