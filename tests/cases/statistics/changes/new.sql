create table t (a bigint, b int); create statistics s (dependencies) on b, a from t; alter statistics s set statistics 9;
