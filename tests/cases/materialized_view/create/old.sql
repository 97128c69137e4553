create table sales (id int primary key, shop text, price int);
