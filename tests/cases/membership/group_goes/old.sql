create role one; create role two; create role three;grant one to two; create role group_ ; grant group_ to two with admin option;
