create table p(id int primary key);
create table c(id int references p on delete cascade, self int);
alter table c add unique (id);
alter table c add foreign key (self) references c(id);
create view v as select * from c join p using (id);
