create role one; create role two; create role three;grant one to two with admin true, inherit false, set true;
