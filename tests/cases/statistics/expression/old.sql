create statistics s on (lower(c)) from t;
