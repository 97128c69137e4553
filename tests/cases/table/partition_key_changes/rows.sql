insert into m values (1, '2026-03-03');
