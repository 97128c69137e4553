create type feeling as enum ('a'); create function f(m feeling, ms feeling[] default '{}') returns setof feeling language sql as 'select m';
