create table ref (id int primary key);
create table p (id int not null, k int not null, v text, primary key (id, k)) partition by list (k);
create index p_v on p (v);
alter table p add constraint p_ref foreign key (id) references ref;
create table p_1 partition of p for values in (1);
