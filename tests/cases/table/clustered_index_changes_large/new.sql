create table orders (id int constraint orders_key primary key, at date not null, n int not null);
create index orders_at on orders (at desc);
create unique index orders_n on orders (n desc);
alter table orders cluster on orders_at;
alter table orders replica identity using index orders_n;
create table visits (id int, at date not null, constraint visits_key primary key (id, at));
alter table visits cluster on visits_key;
alter table visits replica identity using index visits_key;
