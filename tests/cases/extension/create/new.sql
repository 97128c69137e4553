create extension pg_trgm;
create table docs (id int primary key, body text);
create index docs_body on docs using gin (body gin_trgm_ops);
