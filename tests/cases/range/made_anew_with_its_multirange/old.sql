create type r as range (subtype = float8, multirange_type_name = rm);
create table t(a r, b rm, exclude using gist (a with &&));
create function f(r) returns rm language sql as 'select rm($1)';
