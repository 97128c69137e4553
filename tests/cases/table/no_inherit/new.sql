create table event (id int not null, note text default $$x$$);
create table login (id int not null, note text default $$x$$, ip inet);
