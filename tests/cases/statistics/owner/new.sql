create statistics s on a, b from t; alter statistics s owner to app_owner;
