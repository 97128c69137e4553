create trigger g before insert on t for each row execute function f('it''s', '100 %', '$1', ':x', '\');
