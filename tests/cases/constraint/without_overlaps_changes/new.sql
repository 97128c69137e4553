create table public.rooms (id int4range, during daterange, other daterange, constraint rooms_key unique (id, during));
create table public.stays (room int4range, during daterange,
  constraint stays_room foreign key (room, during) references public.rooms (id, during));
