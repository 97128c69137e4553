create function touch() returns trigger language plpgsql as 'begin return new; end';
create table visits (id integer, place text) partition by list (place);
create table visits_north (id integer, place text);
create trigger touched before update on visits for each row execute function touch();
