create table public.orders (
  id bigint generated always as identity primary key,
  code text not null unique,
  amount numeric(12,2) not null default 0 check (amount >= 0),
  note text
);
