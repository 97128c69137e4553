create function near(int, int) returns bool language sql immutable as 'select abs($1 - $2) < 3';
create function near(bigint, bigint) returns bool language sql immutable as 'select abs($1 - $2) < 3';
create operator ~~~ (leftarg = bigint, rightarg = bigint, function = near, commutator = ~~~);
create table t (id int primary key, a int check (a ~~~ 5), b bool generated always as (a ~~~ 7) stored);
create index t_a on t (id) where a ~~~ 4;
create policy p on t using (a ~~~ 3);
create view v as select * from t where a ~~~ 1;
create rule r as on update to t where old.a ~~~ new.a do instead nothing;
