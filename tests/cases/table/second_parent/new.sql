create table p(id int);
create table q(id int, z int);
create table k(z int) inherits (p, q);
