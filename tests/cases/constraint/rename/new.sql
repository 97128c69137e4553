create table t (a int constraint pk primary key, b int constraint "B ok" check (b > 0), c int constraint uq unique, d int constraint fk references t);
