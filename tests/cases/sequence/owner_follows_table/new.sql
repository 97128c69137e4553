create table t (id serial); alter table t owner to app_owner; grant usage on sequence t_id_seq to app_reader;
