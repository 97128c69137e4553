create table t(id int, x bigint, y bigint default 0, z text, w int, b int default 0);
