create table t (a int, b int);
create statistics s (mcv) on a, b from t;
alter statistics s set statistics 7;
comment on statistics s is 'kept';
