create table t (id serial, "K" bigserial);
