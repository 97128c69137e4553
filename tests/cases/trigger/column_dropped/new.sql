create table u (id int primary key, m int); create trigger a before update of m on u for each row execute function touch();
