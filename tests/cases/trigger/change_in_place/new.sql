create trigger a after insert or delete on t for each row execute function touch();
create trigger b after update on t for each row when (new.n > 2 and new.m in ('a', 'WHEN (x) EXECUTE')) execute function other('EXECUTE FUNCTION x(''y'')', E'back\\slash');
create trigger c after insert on t referencing new table as fresh for each statement execute function touch();
create trigger d after update of m, n on t for each row execute function other();
