create text search dictionary d1 (template = simple, stopwords = 'english');
create text search dictionary d2 (template = simple, accept = false);
create text search configuration c1 (parser = default);
alter text search configuration c1 add mapping for word, asciiword with d2, d1;
create table docs (id int primary key, body text, v tsvector generated always as (to_tsvector('c1', body)) stored);
create index docs_b on docs using gin (to_tsvector('c1', body));
create function f(text) returns tsvector return to_tsvector('c1', $1);
create function trg() returns trigger language plpgsql as 'begin return new; end';
