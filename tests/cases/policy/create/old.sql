create table t (a int, who text);
