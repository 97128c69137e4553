create type span as range (subtype = int4); comment on type span is 'b'; alter type span owner to app_owner; grant usage on type span to app_reader;
