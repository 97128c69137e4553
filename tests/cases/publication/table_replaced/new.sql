create table events (at date) partition by list (at);
create table orders (id bigint primary key, total numeric);
create publication feed for table events, orders where (total > 1);
comment on publication feed is 'c';
