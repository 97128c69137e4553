create function diff(float8, float8) returns float8 immutable language sql as 'select $1 - $2';
create type r as range (subtype = float8, subtype_diff = diff, multirange_type_name = rm);
create table t(a r, b rm default '{}', c r[], d rm[]);
create function f(r) returns rm language sql as 'select rm($1)';
create index i on t using gist (b);
