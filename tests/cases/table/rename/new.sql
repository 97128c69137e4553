create table persons (id int generated always as identity (sequence name people_id_seq) constraint people_pkey primary key, name text not null);
create index people_name on persons (name);
create table pets (id int primary key, owner int references persons);
alter table persons enable row level security;
create policy own on persons using (name = current_user);
