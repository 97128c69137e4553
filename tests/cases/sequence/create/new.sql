create sequence numbers; create sequence small as smallint start 7 increment -3 minvalue -100 maxvalue 50 cache 4 cycle;
comment on sequence small is 'down'; alter sequence small owner to app_owner; grant usage on sequence numbers to app_reader; grant select, update on sequence small to app_writer with grant option;
