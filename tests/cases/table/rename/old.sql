create table people (id int generated always as identity primary key, name text not null);
create index people_name on people (name);
create table pets (id int primary key, owner int references people);
alter table people enable row level security;
create policy own on people using (name = current_user);
