create function stamp() returns trigger language plpgsql as 'begin return new; end';
create table calls (line int, text text) partition by list (line);
create table calls_1 partition of calls for values in (1);
create table calls_2 partition of calls for values in (2) partition by list (text);
create table calls_2_a partition of calls_2 for values in ('a');
create trigger second_one before insert on calls for each row execute function stamp();
create trigger first_one before update on calls_1 for each row execute function stamp();
create trigger first_one before update on calls_2_a for each row execute function stamp();
