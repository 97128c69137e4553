create table bags (id int primary key, other text);
