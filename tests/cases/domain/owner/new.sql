create domain price as int;
alter domain price owner to app_owner;
