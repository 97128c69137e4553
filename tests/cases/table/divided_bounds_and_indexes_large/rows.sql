INSERT INTO visits VALUES (1, 'a', 1), (101, 'b', 1);
