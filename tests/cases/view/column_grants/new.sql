create view v as select a, b from t; grant select (a), update (b) on v to app_reader; grant delete on v to app_writer with grant option;
