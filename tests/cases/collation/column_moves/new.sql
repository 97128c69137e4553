create collation two (locale = 'POSIX'); create table t (a text not null, b text collate two);
