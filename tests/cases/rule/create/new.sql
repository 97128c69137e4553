create table people (id int primary key, name text);
create table log (id int, at timestamptz default now());
create view v as select id, name from people;
create rule keep as on delete to people do instead nothing;
create rule note as on update to people where old.name <> new.name do also insert into log values (new.id);
create rule into_people as on insert to v do instead
  (insert into people values (new.id, new.name); insert into log (id) values (new.id));
comment on rule keep on people is 'nobody goes';
alter table people disable rule note;
