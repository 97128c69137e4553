create table visits (place text default 'here', region int, year int) partition by list (region);
create table visits_1 partition of visits for values in (1) partition by list (year);
create table visits_1_1 partition of visits_1 for values in (2021);
create table visits_1_2 partition of visits_1 for values in (2022);
create table visits_1_3 partition of visits_1 for values in (2023);
alter table visits_1_1 alter place set not null;
alter table visits_1 alter place set not null;
alter table visits_1 alter place set default 'there';
alter table only visits_1_2 alter place set default 'nowhere';
