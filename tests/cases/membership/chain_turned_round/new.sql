create role one; create role two; create role three;grant three to two; grant two to one;
