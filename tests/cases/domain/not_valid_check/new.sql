create domain price as int;
alter domain price add constraint positive check (value > 0) not valid;
