create extension btree_gist;
create table t(a bigint, r int8range, exclude using gist (a with =, r with &&) deferrable);
