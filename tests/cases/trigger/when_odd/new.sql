create trigger g before update of a on t for each row when (old.* is distinct from new.* and new.b like '100\% :x') execute function f();
