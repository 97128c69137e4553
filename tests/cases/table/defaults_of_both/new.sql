create table parent(a int, b text default 'x');
create table child(a int, b text default 'y', c int) inherits(parent);
create table grandchild(b text default 'g', d int) inherits(child);
create table parent2(s text not null);
alter table parent2 alter s set storage external;
create table child2(s text) inherits(parent2);
