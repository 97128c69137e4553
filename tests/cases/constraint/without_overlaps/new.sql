create table public.rooms (id int4range, during tstzrange, price int, primary key (id, during without overlaps));
create table public.stays (room int4range, during tstzrange, "No" int4range,
  constraint stays_room foreign key (room, period during) references public.rooms (id, period during),
  constraint stays_no unique ("No", during without overlaps));
comment on constraint stays_room on public.stays is 'while the room is there';
