create table p(id bigint primary key);
create table c(id bigint references p on delete cascade, self bigint);
alter table c add unique (id);
alter table c add foreign key (self) references c(id);
create view v as select * from c join p using (id);
