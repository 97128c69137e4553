create collation c (locale = 'C'); create type pair as (a text collate c, b int); create type words as range (subtype = text, collation = c);
