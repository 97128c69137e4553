create type span as range (subtype = float8); alter type span owner to app_owner; revoke usage on type span from public; grant usage on type span to app_writer;
