create table t(a int, b int, c int4range, constraint u unique (a) include (b), constraint x exclude using gist (c with -|-) deferrable, constraint k check (a > 0), constraint d unique (b) deferrable initially deferred);
create table r(a int, b int, constraint f foreign key (a) references t(a) on delete set null (a) deferrable);
alter table r add constraint nv check (b > 0);
comment on constraint f on r is 'g';
