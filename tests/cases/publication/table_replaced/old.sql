create table events (at date) partition by range (at);
create table orders (id bigint primary key, total numeric);
create publication feed for table events, orders where (total > 1);
comment on publication feed is 'c';
