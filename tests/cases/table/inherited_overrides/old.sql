create table parent (a int default 1, b text); create table child () inherits (parent);
