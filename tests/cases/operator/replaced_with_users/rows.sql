insert into t values ('a', 'A');
