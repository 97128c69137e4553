create table gp (a int, b int, t text);
create table p () inherits (gp);
create table c () inherits (p);
create table d () inherits (c);
create table beside () inherits (gp);
