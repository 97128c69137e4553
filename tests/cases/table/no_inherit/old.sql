create table event (id int not null, note text default $$x$$);
create table login (ip inet) inherits (event);
