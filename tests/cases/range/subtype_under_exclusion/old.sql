create type r as range(subtype=int4);
create table t(id int, x r, exclude using gist (x with &&));
