create domain price as int check (value > 0);
create domain cheap_price as price check (value < 10);
create table goods (price cheap_price, big price);
