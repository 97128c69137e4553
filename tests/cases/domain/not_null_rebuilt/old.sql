create domain a as varchar(10);
create table t(id int, x a[], y a default 'k');
