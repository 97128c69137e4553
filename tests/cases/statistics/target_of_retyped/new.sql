create table t (a text, b int);
create statistics s (mcv) on a, b from t;
alter statistics s set statistics 7;
comment on statistics s is 'kept';
