create table t(id int primary key);
create table k(id int primary key, t int references t on delete cascade);
