create table parent(a int, b text);
create table child(a int, b text, c int) inherits(parent);
create table grandchild(b text default 'g', d int) inherits(child);
create table parent2(s text);
create table child2(s text) inherits(parent2);
