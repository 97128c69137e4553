create table parent (a int, c int);
create table heir () inherits (parent);
create table lister (a int) inherits (parent);
create table log (at date not null, kind text) partition by range (at);
create table log_1 partition of log for values from ('2020-01-01') to ('2021-01-01');
