create domain price as int constraint above_zero check (value > 0);
