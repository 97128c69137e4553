INSERT INTO visits VALUES (1, 'a'), (101, 'b');
