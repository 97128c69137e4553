create extension hstore;
comment on extension hstore is 'Ours';
create extension citext;
create extension pg_trgm;
create extension btree_gin;
comment on extension btree_gin is 'New';
