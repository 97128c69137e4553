create table t(id int constraint one unique, a text);
create function f() returns void begin atomic insert into t values (1,'a') on conflict on constraint one do nothing; end;
