create table t(id uuid primary key default gen_random_uuid());
create table k(id int primary key, t uuid references t on delete cascade);
