create table base (a integer default 10, b text not null, c text);
alter table only base alter c set statistics 7;
create table child () inherits (base);
create table grandchild () inherits (child);
alter table only child alter a set default 2;
