create collation c (provider = icu, locale = 'und', rules = '&a < b');
