create table events (id int not null, at date not null, kind text, size int) partition by range (at);
create table events_of_all_the_sensors_in_the_northern_hemisphere_in_y_01 partition of events
  for values from ('2020-01-01') to ('2021-01-01');
create table events_of_all_the_sensors_in_the_northern_hemisphere_in_y_02 partition of events
  for values from ('2021-01-01') to ('2022-01-01');
create table recent partition of events for values from ('2022-01-01') to ('2023-01-01') partition by list (kind);
create table recent_sales partition of recent for values in ('sale');
create index many_sensors_and_sizes on events (size);
create index of_kinds on events (kind) where size > 0;
create index many_sensors_and_sizes_again on events (size) where kind is null;
alter table recent_sales add constraint sales_key primary key (id, at, kind);
create index "Sold Sizes" on recent_sales (size) where kind = 'sale';
alter table recent add constraint recent_key primary key (id, at, kind);
alter index recent_size_idx rename to sizes_2;
alter index recent_sales_size_idx rename to recent_sales_size_idx2;
alter index recent_sales_size_idx1 rename to recent_sales_size_idx;
alter index recent_sales_kind_idx set (fillfactor = 70);
