create type shape as (a int, b text);
create table loose of shape;
create table tied (a int primary key, b text default 'x');
create view of_tied as select a from tied;
