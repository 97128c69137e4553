create table stays (span int4range, exclude using gist (span with &&));
