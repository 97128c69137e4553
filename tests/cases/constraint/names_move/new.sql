create table t(a int, b int , constraint y unique (a), constraint z check (b > 0));
create table u(a int constraint u_p primary key);
create index x on u(a);
create unique index u_pkey on u(a);
