create table a(id bigint primary key, c bigint);
create table b(id bigint primary key, a bigint references a on delete cascade);
create table c(id bigint primary key, b bigint references b deferrable);
alter table a add foreign key (c) references c initially deferred;
