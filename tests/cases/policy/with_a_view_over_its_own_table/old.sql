create table others (id integer primary key);
