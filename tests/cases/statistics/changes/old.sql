create table t (a int, b int, c text); create statistics s on a, b from t; create statistics g (mcv) on b, c from t; comment on statistics g is 'G';
