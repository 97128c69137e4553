create table t (id int not null, code int not null);
create unique index t_code on t (code);
alter table t replica identity using index t_code;
