create table notes (id int primary key, t text);
create view a with (security_invoker = on) as select id from notes;
create view b with (security_barrier = false) as select id from notes;
create view c with (security_invoker = TRUE, security_barrier = '1') as select id from notes;
create view d as select id from notes;
