create constraint trigger a after insert on t for each row execute function other();
create trigger b after insert on t for each row execute function other();
