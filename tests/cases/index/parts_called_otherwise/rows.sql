insert into visits values (1, 'north', '2026-01-01'), (2, 'south', null);
