create collation c (provider = icu, locale = 'und');
