create table t(a int primary key, b bigint, d text);
create table u2(a int);
create publication p for table t (a, d), u2 where (a > 0);
create publication q for table t;
create publication r for all tables with (publish = 'insert, delete', publish_via_partition_root);
