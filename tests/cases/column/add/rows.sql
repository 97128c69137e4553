insert into t (id, b) values (1, 'x'), (2, null);
