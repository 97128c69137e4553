insert into t overriding system value values (7, 'x');
