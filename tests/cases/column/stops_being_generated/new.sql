create table v (id int, twice int);
