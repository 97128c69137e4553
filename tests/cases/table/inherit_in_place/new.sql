create table event (id int, at timestamptz default now(), constraint positive check (id > 0));
create table login (id int, at timestamptz default now(), ip inet, constraint positive check (id > 0)) inherits (event);
create table login_old (id int, at timestamptz default now(), constraint positive check (id > 0));
