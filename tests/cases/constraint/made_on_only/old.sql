create table visits (id int not null, place text not null, note text) partition by list (place);
create table visits_north partition of visits for values in ('north');
create table visits_south partition of visits for values in ('south');
