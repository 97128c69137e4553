create table gp (a int, b int, t text);
create table p () inherits (gp);
create table c () inherits (p);
create table d () inherits (c);
create table beside () inherits (gp);
alter table p alter a set not null;
alter table p alter b set default 5;
alter table c alter t set storage external;
