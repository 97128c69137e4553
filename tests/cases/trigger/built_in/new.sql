create table u (id int primary key);
create trigger a before update on u for each row execute function suppress_redundant_updates_trigger();
