create function aaa() returns trigger language plpgsql as $$ begin return new; end $$;
create table u (id int primary key);
create trigger a before insert on u for each row execute function aaa();
alter table u disable trigger a;
