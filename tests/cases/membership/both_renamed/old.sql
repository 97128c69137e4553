create role a; create role b; grant a to b with admin option;
