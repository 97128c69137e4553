insert into log values ('2020-05-01', 'a', 2), ('2021-05-01', 'a', 3);
