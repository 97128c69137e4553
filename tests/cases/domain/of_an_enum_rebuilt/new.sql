create type mood as enum ('c', 'a'); create domain good as mood check (value <> 'c'); create table t (g good);
