create table parent (a int not null, c int not null);
create table heir () inherits (parent);
alter table heir alter column a set not null;
create table lister (a int not null) inherits (parent);
create table log (at date not null, kind text not null) partition by range (at);
create table log_1 partition of log for values from ('2020-01-01') to ('2021-01-01');
alter table log_1 alter column kind set not null;
