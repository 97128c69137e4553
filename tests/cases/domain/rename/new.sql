create domain cost as int constraint price_check check (value > 0);
create table goods (id int primary key, price cost default 7);
