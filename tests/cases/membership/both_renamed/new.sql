create role c; create role e; grant c to e with admin option;
