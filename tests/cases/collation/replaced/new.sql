create collation plain (locale = 'POSIX'); comment on collation plain is 'x';
