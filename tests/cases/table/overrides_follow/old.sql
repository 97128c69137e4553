create table base (a integer default 1, b text, c text);
create table child () inherits (base);
create table grandchild () inherits (child);
alter table only child alter a set default 2;
alter table only grandchild alter a set default 3;
alter table only child alter b set not null;
