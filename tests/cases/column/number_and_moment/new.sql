create table t(id int, x timestamptz, y timestamp default now(), z int, w boolean, b boolean default false);
