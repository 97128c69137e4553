create type shape as (a int, b text);
create table loose (a int, b text);
create table tied of shape (a with options primary key, b default 'x');
create view of_tied as select a from tied;
