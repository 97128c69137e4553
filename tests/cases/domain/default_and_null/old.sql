create domain price as numeric(10,2) default 0;
create table goods (id int primary key, price price);
