create trigger b before insert on t for each row execute function touch();
