insert into stools values (1, 'a');
