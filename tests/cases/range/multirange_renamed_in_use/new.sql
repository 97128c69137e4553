create type r as range (subtype = float8, multirange_type_name = rmm);
create table t(a r, b rmm default '{}', c rmm[]);
create function f(rmm) returns rmm language sql as 'select $1';
