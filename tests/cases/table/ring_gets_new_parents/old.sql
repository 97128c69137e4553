create table hens (farm text, name text) partition by list (farm);
create table hens_1 partition of hens (primary key (farm, name)) for values in ('one');
create unique index one_hen on hens (farm);
create table eggs (farm text, weight int) partition by list (farm);
create table eggs_1 partition of eggs for values in ('one');
create unique index one_egg on eggs (farm);
alter table eggs add constraint laid_by foreign key (farm) references hens (farm);
alter table hens add constraint came_from foreign key (farm) references eggs (farm);
alter table eggs_1 add constraint near foreign key (farm) references hens_1 (farm);
