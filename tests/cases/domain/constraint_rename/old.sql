create domain price as int constraint positive check (value > 0);
