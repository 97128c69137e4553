create type r as range (subtype = float8, multirange_type_name = rm);
create table t(a r, b rm default '{}', c rm[]);
create function f(rm) returns rm language sql as 'select $1';
