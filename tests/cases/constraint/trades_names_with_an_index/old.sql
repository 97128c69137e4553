create table seats (id integer constraint first primary key, place integer, line integer);
create index second on seats (place);
create table tickets (seat integer constraint holder references seats);
alter table seats add constraint third unique (line);
