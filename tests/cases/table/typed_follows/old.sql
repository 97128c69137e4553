create schema other;
create type other."Sha pe" as (a int, b text);
create table tied of other."Sha pe" (a with options primary key);
comment on column tied.b is 'kept';
create table new_default of other."Sha pe";
