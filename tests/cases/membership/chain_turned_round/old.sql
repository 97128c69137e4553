create role one; create role two; create role three;grant one to two; grant two to three;
