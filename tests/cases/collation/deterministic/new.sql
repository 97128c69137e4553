create collation c (provider = icu, locale = 'und', deterministic = false);
