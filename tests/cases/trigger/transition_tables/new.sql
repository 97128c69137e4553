create trigger g after update on t referencing old table as before new table as after for each statement execute function f();
