create view v as select 1 a;
create function f(v) returns int language sql as $$select ($1).a$$;
create table t(x v);
