create function f(bigint) returns bigint language sql immutable as $$select $1$$;
create table t(id int default f(1), check (f(id)>0), n bigint generated always as (f(3)) stored);
create index on t(f(id));
create view v as select f(id) x from t;
alter table t enable row level security;
create policy p on t using (f(id)>0);
create domain d as int check (f(value)>0) default f(2);
create table u(d d);
create aggregate ag(int) (sfunc=int4pl, stype=int, finalfunc=abs);
