create type mood as enum ('a'); create function f(m mood, ms mood[] default '{}') returns setof mood language sql as 'select m';
