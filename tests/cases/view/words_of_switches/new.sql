create table notes (id int primary key, t text);
create view a with (security_invoker = on) as select t from notes;
create view b with (security_barrier = yes) as select id from notes;
create view c as select id from notes;
create view d with (security_invoker = off, security_barrier = on) as select id, t from notes;
create view e with (security_invoker = off) as select t, id from notes;
