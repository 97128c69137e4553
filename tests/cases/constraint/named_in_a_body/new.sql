create table t(id int, a text, constraint one unique (id, a));
create function f() returns void begin atomic insert into t values (1,'a') on conflict on constraint one do nothing; end;
