create trigger a before insert on t for each row execute function touch(); comment on trigger a on t is 'it''s';
