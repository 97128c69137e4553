create type r as range(subtype=int8);
create table t(id int, x r, exclude using gist (x with &&));
