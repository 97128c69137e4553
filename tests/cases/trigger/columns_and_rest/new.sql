create table t(a bigint, b text);
create function tg() returns trigger language plpgsql as 'begin return new; end';
create trigger g before update of a on t for each row when (old.a is distinct from new.a) execute function tg('y', '''q''');
create constraint trigger k after insert on t deferrable initially deferred for each row execute function tg();
create trigger s after update on t referencing new table as n for each statement execute function tg();
alter table t enable replica trigger g;
