create trigger a before insert or update on t for each row execute function touch();
create trigger b after update of n, m or delete on t for each row when (old.n is distinct from 1) execute function other('x', 'it''s', '100% :y');
create trigger c after truncate on t execute function other();
create trigger d after update on t referencing old table as o new table as "N" for each statement execute function other();
