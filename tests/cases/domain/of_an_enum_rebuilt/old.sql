create type mood as enum ('a', 'b', 'c'); create domain good as mood check (value <> 'b'); create table t (g good);
