create function pieces(anyarray) returns setof anyelement language sql immutable as 'select unnest($1)';
create operator ||+ (function = pieces, rightarg = anyarray);
create function either(anyelement, anyelement) returns anyelement language sql immutable as 'select coalesce($1, $2)';
create operator ?| (function = either, leftarg = anyelement, rightarg = anyelement);
create table plain (a int);
