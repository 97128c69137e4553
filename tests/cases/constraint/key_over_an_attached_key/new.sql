create table visits (id integer not null, place text not null, note text) partition by list (place);
create table visits_north partition of visits for values in ('north');
create table visits_south partition of visits for values in ('south') partition by list (place);
create table visits_south_1 partition of visits_south for values in ('south');
alter table visits add constraint one_visit primary key (place, id);
create index notes on visits (note);
create function touch() returns trigger language plpgsql as 'begin return new; end';
create trigger touched before update on visits for each row execute function touch();
alter table visits_north disable trigger touched;
