create function noted() returns trigger language plpgsql as 'begin return null; end';
create table visits (id integer, ward integer) partition by list (ward);
create table visits_1 partition of visits for values in (1) partition by list (id);
create table visits_11 partition of visits_1 for values in (1);
create trigger watch after insert on visits for each row execute function noted();
alter table visits_11 disable trigger watch;
