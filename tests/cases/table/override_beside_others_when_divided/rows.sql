insert into visits values ('a', 1, 2021), ('b', 1, 2022), ('c', 1, 2023);
