create function f(a int) returns bigint language sql immutable as 'select a';
create table t (id int primary key, n int default f(1) check (f(n) > 0), m int);
create index t_f on t (f(n));
alter table t enable row level security;
create policy own on t using (f(n) > 1);
create view v as select f(n) as x from t;
comment on view v is 'v';
create view w as select * from v;

create function touch() returns trigger language plpgsql as 'begin return new; end';
create trigger touch before update on t for each row when (f(new.n) > 2) execute function touch();
