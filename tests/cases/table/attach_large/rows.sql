insert into "log%2" values ('2022-05-01', 'a', 1);
insert into "Log" values ('2020-05-01', 'a', 2), ('2025-05-01', 'a', 3);
insert into parts_2 values (3, 'x');
