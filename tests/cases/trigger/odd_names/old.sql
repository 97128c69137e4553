create table "T t" (id int primary key, "A b" int);
