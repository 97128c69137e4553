create table prices (id integer primary key, net integer, gross integer, shown text);
grant select (gross, id), update (gross) on prices to app_reader;
grant select (shown) on prices to app_reader;
comment on column prices.gross is 'what people pay';
