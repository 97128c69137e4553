create table public.rooms (id int4range, during tstzrange, price int);
create table public.stays (room int4range, during tstzrange);
