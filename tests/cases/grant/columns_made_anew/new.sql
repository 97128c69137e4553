create table prices (id integer primary key, net integer, gross integer generated always as (net * 2) stored, shown text);
grant select (gross, id), update (net) on prices to app_reader;
grant select (shown) on prices to app_reader;
comment on column prices.gross is 'what people pay';
