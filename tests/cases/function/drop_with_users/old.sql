create function good(int) returns boolean language sql immutable as 'select $1 > 0';
create function touch() returns trigger language plpgsql as 'begin return new; end';
create table t (id int primary key, n int default 1 check (good(n)));
create index t_good on t (good(n));
create trigger touch before update on t for each row execute function touch();
create function other() returns boolean language sql return good(1);
