create table t (a int, b int); create statistics z on a, b from t;
