insert into leaf values (1, 'g', 'k', 5); insert into twig values (2, 'g', 'k2', 6, 7);
