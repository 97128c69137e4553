create domain price as int constraint positive check (value > 0) constraint small check (value < 100);
create table goods (id int primary key, price price);
