create function noted() returns trigger language plpgsql as 'begin return null; end';
create function told() returns trigger language plpgsql as 'begin return null; end';
create table visits (id integer, ward integer) partition by list (ward);
create table visits_1 partition of visits for values in (1);
create table visits_2 partition of visits for values in (2);
create trigger watch after insert on visits for each row execute function noted();
create trigger late after delete on visits_1 for each row execute function told();
