begin;
alter table hens alter constraint came_from deferrable initially deferred;
insert into hens values ('one', 'Berta');
insert into eggs values ('one', 60);
commit;
alter table hens alter constraint came_from not deferrable;
