create view v as select 1::bigint a;
create function f(v) returns bigint language sql as $$select ($1).a$$;
create table t(x v);
