create type status as enum ('new');
comment on type status is 'old words';
