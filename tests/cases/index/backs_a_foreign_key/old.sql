create table p(a int, b int);
create unique index u on p(a);
create table c(a int references p(a));
