create view v as select a from t; create rule i as on insert to v do instead insert into t values (new.a) returning a; create rule d as on delete to v do instead nothing;
