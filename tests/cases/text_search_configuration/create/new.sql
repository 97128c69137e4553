create text search dictionary plain (template = simple);
create text search configuration conf (copy = english);
alter text search configuration conf alter mapping for asciiword, word with plain, english_stem;
comment on text search configuration conf is 'c'; alter text search configuration conf owner to app_owner;
create table docs (body text); create index docs_body_idx on docs using gin (to_tsvector('conf', body));
