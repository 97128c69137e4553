create role one; create role two; create role three;create role m; grant one to m;
