create table people (id int primary key, name text);
create table log (id int);
create rule a as on update to people where new.id > 5 do also insert into log values (old.id);
create rule bb as on delete to people do instead nothing;
create rule c as on insert to people do also nothing;
comment on rule c on people is 'y';
alter table people enable always rule c;
