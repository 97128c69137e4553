create table t(a int, b text, c int);
create function tg() returns trigger language plpgsql as 'begin return new; end';
create trigger g before update of a, c on t for each row when (old.a is distinct from new.a) execute function tg('x');
create constraint trigger k after insert on t deferrable for each row execute function tg();
create trigger s after update on t referencing old table as o new table as n for each statement execute function tg();
alter table t disable trigger g;
alter table t enable always trigger k;
