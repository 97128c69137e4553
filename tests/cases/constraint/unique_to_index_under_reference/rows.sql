insert into t values (1);
insert into k values (1);
