create trigger g after delete on t referencing old table as "Was" for each statement execute function f();
