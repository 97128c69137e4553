create trigger a before insert on t for each row execute function touch();
create trigger b after update on t for each row when (new.n > 1) execute function other('x');
create trigger c after insert on t execute function other();
create trigger d after update of n on t for each row execute function other();
