create table a (id bigint primary key);
create table b (id bigint primary key, a bigint references a);
create index b_a on b (a);
