create type span as range (subtype = float8, subtype_diff = float8mi); create function f(span) returns span language sql as 'select $1'; create view v as select '[1,2]'::span as s;
