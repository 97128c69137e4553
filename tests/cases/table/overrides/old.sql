create function one() returns integer language sql as 'select 1';
create table parents (a integer default 1, b text, c text) partition by range (a);
create table part partition of parents for values from (1) to (10);
create table base (a integer default 1, b text, c integer not null);
create table child (d integer) inherits (base);
create table other () inherits (base);
alter table child alter a set default 2, alter b set not null;
comment on column child.b is 'of the child';
alter table only child alter b set statistics 50;
