create table t (a interval day to second(3), b bit(3), c "char", d time(2) with time zone, e int4range, f point, g bpchar(5), h name);
