insert into t values ('A', 'b');
