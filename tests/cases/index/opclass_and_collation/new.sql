create table t (a text, b text);
create index t_a on t (a text_pattern_ops, b collate "C" varchar_pattern_ops);
