create table stays (room int, span tstzrange, constraint one_at_a_time exclude using gist (room with =, span with &&) where (room > 0) deferrable);
