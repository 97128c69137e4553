create table people (id int primary key, name text);
create table log (id int);
create rule a as on update to people do also insert into log values (new.id);
create rule b as on delete to people do instead nothing;
create rule c as on insert to people do also nothing;
comment on rule c on people is 'x';
