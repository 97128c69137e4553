create trigger g after insert on t for each row execute function f();
