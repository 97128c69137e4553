create type status as enum ('new');
alter type status owner to app_owner;
