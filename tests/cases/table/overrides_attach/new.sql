create table parents (a integer not null, b text default 'p') partition by list (a);
create table part (a integer not null, b text default 'own' not null);
alter table parents attach partition part for values in (1);
