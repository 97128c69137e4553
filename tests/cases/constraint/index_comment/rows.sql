insert into rooms values (1, 'a', '[1,2)', 1);
insert into visits values (1, 'north');
