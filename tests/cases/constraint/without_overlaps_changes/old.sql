create table public.rooms (id int4range, during daterange, other daterange, constraint rooms_key unique (id, during without overlaps));
create table public.stays (room int4range, during daterange,
  constraint stays_room foreign key (room, period during) references public.rooms (id, period during));
