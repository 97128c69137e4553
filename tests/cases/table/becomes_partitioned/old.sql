create table m (id int not null, at date);
