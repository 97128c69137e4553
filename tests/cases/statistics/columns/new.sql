create statistics s on a, c from t; comment on statistics s is 'c';
