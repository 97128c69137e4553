create table t (a int primary key, b int);
create table u (t int references t on delete cascade, constraint named foreign key (t) references t);
comment on constraint named on u is 'kept';
