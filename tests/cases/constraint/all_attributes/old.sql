create table t(a int, b int, c int4range, constraint u unique nulls not distinct (a) , constraint x exclude using gist (c with &&) where (a > 0), constraint k check (a > 0) no inherit, constraint d unique (b) deferrable);
create table r(a int, b int, constraint f foreign key (a) references t(a) match full on update cascade);
alter table r add constraint nv check (b > 0) not valid;
comment on constraint f on r is 'f';
