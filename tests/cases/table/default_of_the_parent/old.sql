create table parent(a int, b text);
create table child(a int, b text default 'y', c int) inherits(parent);
create table kid(c int) inherits(parent);
alter table kid alter b set default 'k';
