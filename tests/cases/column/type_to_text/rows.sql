insert into t values (1, 3, null, '00000000-0000-0000-0000-000000000001');
