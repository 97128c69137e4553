create table stays (room int, span tstzrange);
