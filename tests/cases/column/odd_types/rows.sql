insert into t (a, b, c) values ('1 day', b'101', 'x');
