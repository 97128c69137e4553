create trigger g after insert on t for each statement execute function f();
