create collation c (lc_collate = 'C.UTF-8', lc_ctype = 'C');
