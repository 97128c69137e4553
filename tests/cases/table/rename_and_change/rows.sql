insert into people values (1, 'Ada');
