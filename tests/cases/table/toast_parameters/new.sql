create table t (id int primary key, v text) with (toast.autovacuum_enabled = off);
