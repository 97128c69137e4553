create view v as select a from t; create trigger g instead of insert or update on v for each row execute function f(); comment on trigger g on v is 'g';
