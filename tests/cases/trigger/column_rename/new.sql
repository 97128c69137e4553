create table u (id int primary key, k int); create trigger a before update of k on u for each row when (new.k > old.k) execute function touch('n');
