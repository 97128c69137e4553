create trigger g after delete on t referencing old table as before for each statement execute function f();
