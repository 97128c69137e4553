create sequence s; alter sequence s owner to app_owner; grant usage on sequence s to app_reader; grant select, update on sequence s to app_writer with grant option; comment on sequence s is 's';
