create trigger g after update on t for each statement execute function f();
