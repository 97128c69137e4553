insert into t values (41, 'a');
