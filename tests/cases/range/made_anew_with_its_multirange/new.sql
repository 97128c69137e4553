create function diff(float8, float8) returns float8 immutable language sql as 'select $1 - $2';
create type r as range (subtype = float8, subtype_diff = diff, multirange_type_name = rmm);
create table t(a r, b rmm, exclude using gist (a with &&));
create function f(r) returns rmm language sql as 'select rmm($1)';
