insert into orders values (1, '2026-01-01', 1);
