create type mood as enum ('a', 'b'); create domain positive as int check (value > 0);
create type inner_part as (m mood, p positive); create type address as (street text collate "C", part inner_part, tags text[]); comment on type address is 'A'; comment on column address.street is 'S';
alter type address owner to app_owner; revoke usage on type inner_part from public; grant usage on type inner_part to app_reader; create table t (a address, many inner_part[]);
