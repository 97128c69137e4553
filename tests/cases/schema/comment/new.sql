create schema sales;
comment on schema sales is 'it''s "sold" at 50 % :now $1';
