create domain amount as int constraint positive check (value > 0);
alter domain amount add constraint small check (value < 100) not valid;
create table orders (paid amount);
