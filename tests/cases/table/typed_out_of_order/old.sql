create type shape as (a int, c date);
create table tied of shape;
