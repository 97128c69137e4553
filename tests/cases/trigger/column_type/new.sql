create table u (id int primary key, n bigint); create trigger a before update of n on u for each row when (new.n > 1) execute function touch();
