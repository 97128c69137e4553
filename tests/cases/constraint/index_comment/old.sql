create table rooms (
  id int primary key,
  name text constraint rooms_named unique,
  span int4range,
  constraint apart exclude using gist (span with &&),
  floor int
);
comment on index rooms_pkey is 'kept as it is';
comment on index rooms_named is 'goes';
create table visits (id int, place text, constraint visit_key primary key (place, id)) partition by list (place);
create table visits_north partition of visits for values in ('north');
create table keys (id int, note text);
