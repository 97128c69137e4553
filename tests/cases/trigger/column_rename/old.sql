create table u (id int primary key, n int); create trigger a before update of n on u for each row when (new.n > old.n) execute function touch('n');
