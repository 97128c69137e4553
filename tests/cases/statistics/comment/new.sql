create statistics s on a, b from t; comment on statistics s is 's';
