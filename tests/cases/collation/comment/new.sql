create collation c (locale = 'C'); comment on collation c is '''q''';
