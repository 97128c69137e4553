create trigger g before update on t for each row when (old.a <> new.a) execute function f();
