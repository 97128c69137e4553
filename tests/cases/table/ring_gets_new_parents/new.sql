create table all_hens (farm text, name text) partition by list (farm);
create table hens_1 partition of all_hens (primary key (farm, name)) for values in ('one');
create unique index one_hen on all_hens (farm);
create table all_eggs (farm text, weight int) partition by list (farm);
create table eggs_1 partition of all_eggs for values in ('one');
create unique index one_egg on all_eggs (farm);
alter table all_eggs add constraint laid_by foreign key (farm) references all_hens (farm);
alter table all_hens add constraint came_from foreign key (farm) references all_eggs (farm);
alter table eggs_1 add constraint near foreign key (farm) references hens_1 (farm);
