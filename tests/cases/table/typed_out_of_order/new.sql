create type shape as (a int, b text, c date);
create table tied of shape;
