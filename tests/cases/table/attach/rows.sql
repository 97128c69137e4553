insert into log_2026 values (1, '2026-05-05', 'x'), (2, '2026-05-06', null);
