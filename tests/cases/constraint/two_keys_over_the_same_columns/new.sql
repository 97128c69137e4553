create table workers (name text, region text, constraint workers_pkey primary key (name));
alter table workers add constraint one_of_a_name unique (name);
alter table workers add constraint pair unique (name, region), add constraint pair_again unique (name, region);
create table tasks (worker text references workers (name));
comment on constraint one_of_a_name on workers is 'older than the key';
