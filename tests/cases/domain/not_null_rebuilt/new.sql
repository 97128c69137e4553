create domain a as text not null;
create table t(id int, x a[], y a default 'k');
