create table t (a int);
create table other (a int);
