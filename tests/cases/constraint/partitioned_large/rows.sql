insert into kinds values ('a');
insert into log values ('2020-05-01', 'a', 1), ('2021-05-01', 'a', 2);
