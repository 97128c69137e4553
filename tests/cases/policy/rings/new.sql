create table a (x int); create table b (x int); create table c (x int);
alter table a enable row level security; alter table b enable row level security; alter table c enable row level security;
create policy to_b on a using (x in (select x from b));
create policy to_c on b using (exists (select from c));
create policy to_a on c using (x in (select a.x from a));
create table e (x int); create table f (x int);
create rule to_f as on insert to e do also insert into f values (new.x);
create rule to_e as on delete to f do also delete from e where x = old.x;
