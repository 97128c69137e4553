create extension hstore;
create extension citext;
comment on extension citext is 'Letters of any case, ''quoted''';
create extension pg_trgm;
comment on extension pg_trgm is null;
