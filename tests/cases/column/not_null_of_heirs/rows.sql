insert into heir values (1, 3);
insert into lister values (4, 6);
insert into log values ('2020-05-01', 'a');
