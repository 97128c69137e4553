create trigger a before insert on t for each row execute function touch();
