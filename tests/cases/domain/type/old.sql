create domain price as int default 5 check (value > 0);
create table goods (id int primary key, price price, prices price[], other text);
create index goods_price on goods (price);
