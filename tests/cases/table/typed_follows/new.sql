create schema other;
create type other."Sha pe" as (a bigint, b text, c date);
create table tied of other."Sha pe" (a with options primary key, c not null default now());
comment on column tied.b is 'kept';
create table new_default of other."Sha pe" (b default 'x');
