create table parents (a integer, child integer check (child > 0), b integer generated always as (child + 1) stored);
create table child () inherits (parents);
