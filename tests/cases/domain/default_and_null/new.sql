create domain price as numeric(10,2) not null default 1.5;
create table goods (id int primary key, price price);
