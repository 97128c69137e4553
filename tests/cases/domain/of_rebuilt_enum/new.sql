create type e as enum('b','a');
create domain d as e check (value <> 'b');
create table t(id int, x d, y e[]);
