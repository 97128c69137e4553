create table rooms (
  id int primary key,
  name text constraint rooms_named unique,
  span int4range,
  constraint apart exclude using gist (span with &&),
  floor int,
  constraint one_each unique (floor, name)
);
comment on index rooms_pkey is 'kept as it is';
comment on constraint rooms_pkey on rooms is 'the constraint''s own';
comment on index apart is 'it''s $1 % :x';
comment on index one_each is 'of a new one';
create table visits (id int, place text, constraint visit_key primary key (place, id)) partition by list (place);
create table visits_north partition of visits for values in ('north');
comment on index visit_key is 'of a partitioned one';
create table keys (id int constraint keys_pkey primary key, note text);
comment on index keys_pkey is 'of a key that comes';
create table doors (id int primary key);
comment on index doors_pkey is 'of a table that comes';
