insert into people (name) values ('Ada');
insert into pets values (1, 1);
