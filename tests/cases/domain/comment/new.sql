create domain price as int constraint positive check (value > 0);
comment on domain price is 'in cents';
comment on constraint positive on domain price is 'no gifts';
