create constraint trigger a after insert or update on t from u deferrable initially deferred for each row when (new.n > 1) execute function other();
create constraint trigger b after insert on t deferrable for each row execute function other();
