create table p (id int not null, k int not null, v text) partition by list (k);
create table p_1 partition of p for values in (1);
create table ref (id int primary key);
