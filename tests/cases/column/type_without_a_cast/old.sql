create table t(a jsonb, b text[], c int[], d int, e text default 'a,b');
