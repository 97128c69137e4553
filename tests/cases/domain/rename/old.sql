create domain price as int check (value > 0);
create table goods (id int primary key, price price default 7);
