create collation c (provider = icu, locale = 'und', rules = '&V << w <<< W');
