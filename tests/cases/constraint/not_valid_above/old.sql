create table visits (id int, place text, size int) partition by list (place);
alter table visits add constraint sized check (size > 0);
create table visits_north partition of visits for values in ('north');
create table visits_south partition of visits for values in ('south');
create table heads (id int, size int);
create table arms (length int) inherits (heads);
