insert into login values (1, '2026-01-01Z', '10.0.0.1'), (2, '2026-01-02Z', null);
insert into login_old values (3, '2026-01-03Z');
