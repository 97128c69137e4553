create statistics s (mcv, dependencies) on a, b from t; alter statistics s set statistics 50;
