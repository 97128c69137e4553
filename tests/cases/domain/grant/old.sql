create domain price as int;
