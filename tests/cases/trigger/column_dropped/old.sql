create table u (id int primary key, n int, m int); create trigger a before update of n, m on u for each row execute function touch();
