insert into logs values (1, '2026-02-02', 'a'), (101, null, 'b');
