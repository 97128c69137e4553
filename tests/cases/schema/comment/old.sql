create schema sales;
comment on schema sales is 'where money is';
