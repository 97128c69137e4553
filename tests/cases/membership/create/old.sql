create role one; create role two; create role three;
