create extension btree_gin;
create extension btree_gist;
