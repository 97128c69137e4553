insert into t values (1, 5, 'x');
insert into k (id) values (1);
