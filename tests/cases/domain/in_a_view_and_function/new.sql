create domain word as text; create table t (w word); create view v as select w from t; create function f(word) returns word language sql as 'select $1';
