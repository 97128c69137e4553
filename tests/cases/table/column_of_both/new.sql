create table parents (a integer not null, b text default 'p' check (b <> ''));
create table child (b text not null default 'c', d integer) inherits (parents);
