create trigger a before insert on t for each row execute function touch();
alter table t disable trigger a;
create trigger b before insert on t for each row execute function touch();
alter table t enable replica trigger b;
create trigger c after insert on t for each row execute function touch();
alter table t disable trigger c;
create trigger d before insert on t for each row execute function touch();
create trigger e before insert on t for each row execute function touch();
alter table t enable always trigger e;
