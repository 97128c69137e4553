insert into t values (1, 2); insert into l values (1, 2);
