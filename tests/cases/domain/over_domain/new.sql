create domain price as int check (value > 1);
create domain cheap_price as price check (value < 11);
create table goods (price cheap_price);
