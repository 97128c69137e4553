create table persons (id int constraint people_pkey primary key, name text not null default 'x', age int);
