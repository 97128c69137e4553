create table keep (id int primary key);
create table tree (id int primary key, parent int references tree on delete cascade);
