create collation plain (locale = 'C');
