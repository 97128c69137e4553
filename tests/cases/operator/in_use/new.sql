create function eq(text, int) returns bool immutable language sql as 'select $1 = $2::text';
create function eq2(a text, b int) returns bool immutable language sql as 'select $1 <> $2::text';
create operator === (leftarg = text, rightarg = int, function = eq2, restrict = eqsel, join = eqjoinsel);
create table t(a text, b int, check (a === b));
create index i on t((a === b));
create view v as select a === b x from t;
