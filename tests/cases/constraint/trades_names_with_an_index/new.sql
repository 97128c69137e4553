create table seats (id integer constraint second primary key, place integer, line integer);
create index first on seats (place);
create table tickets (seat integer constraint holder references seats);
alter table seats add constraint fourth unique (line);
create table third (id integer);
