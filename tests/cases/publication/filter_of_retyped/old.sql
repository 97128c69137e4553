create table t(a int primary key, b int, c text);
create table u(a int);
create publication p for table t (a, b) where (b > 1), u;
create publication q for tables in schema public;
create publication r for all tables with (publish = 'insert');
