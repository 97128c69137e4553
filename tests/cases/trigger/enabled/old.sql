create trigger a before insert on t for each row execute function touch();
create trigger b before insert on t for each row execute function touch();
create trigger c before insert on t for each row execute function touch();
alter table t disable trigger c;
create trigger d before insert on t for each row execute function touch();
alter table t enable always trigger d;
