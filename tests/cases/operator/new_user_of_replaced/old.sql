create operator === (function = int4eq, leftarg = int, rightarg = int, commutator = ===, hashes);
create table notes (id int primary key, n bigint, t text, d int default 1);
create view listed as select id from notes;
create function twice(a int) returns boolean language sql immutable return a = 2;
