create table t (id serial, x text, other bigserial primary key); create table u (id smallserial);
