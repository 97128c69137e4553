create table letters (body text, extra text compression pglz, seal text, kind int);
alter table letters alter body set storage external;
create table drafts () inherits (letters);
create table notes () inherits (drafts);
create table cards (seal text) inherits (letters);
alter table cards alter seal set compression pglz;
create table files (body text compression pglz, kind int) partition by list (kind);
create table files_1 partition of files for values in (1);
create table files_2 partition of files for values in (2);
