create statistics s (ndistinct) on (a + b), (lower(c)), b from t;
