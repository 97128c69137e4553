create role one; create role two; create role three;grant one to two;
