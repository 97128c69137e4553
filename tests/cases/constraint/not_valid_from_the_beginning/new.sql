create table owners (id int primary key);
create table t (a int, b int not null, constraint strict check (b > 0));
alter table t add constraint a_is_there check (a is not null) not valid;
alter table t add constraint a_is_known foreign key (a) references owners not valid;
comment on constraint a_is_there on t is 'older rows have none';
