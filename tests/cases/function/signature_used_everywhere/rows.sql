insert into t values (1);
insert into u values (3);
