create table t (id int primary key) with (autovacuum_enabled = off, autovacuum_vacuum_scale_factor = 0.01);
