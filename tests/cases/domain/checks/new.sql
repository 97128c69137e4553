create domain price as int constraint positive check (value >= 0) constraint even check (value % 2 = 0);
create table goods (id int primary key, price price);
