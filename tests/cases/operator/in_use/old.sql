create function eq(text, int) returns bool immutable language sql as 'select $1 = $2::text';
create operator === (leftarg = text, rightarg = int, function = eq);
create table t(a text, b int, check (a === b));
create index i on t((a === b));
create view v as select a === b x from t;
