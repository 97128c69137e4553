insert into people values ('A@example.org');
