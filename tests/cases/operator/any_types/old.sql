create table plain (a int);
