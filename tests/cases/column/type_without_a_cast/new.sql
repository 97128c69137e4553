create table t(a text, b text, c bigint[], d int[], e text[] default '{a,b}');
