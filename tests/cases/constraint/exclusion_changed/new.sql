create table stays (span int4range, constraint stays_span_excl exclude using gist (span with -|-));
