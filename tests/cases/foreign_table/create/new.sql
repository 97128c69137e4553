create foreign data wrapper plain;
create server far foreign data wrapper plain;
create foreign table remote (id int options (name 'x''y') not null, label text collate "C" default 'q', total numeric(10,2) check (total > 0)) server far options (path '/a b');
comment on foreign table remote is 'away'; comment on column remote.label is 'l';
alter foreign table remote owner to app_owner;
grant select on remote to app_reader; grant update (label) on remote to app_writer;
