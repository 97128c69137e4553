create table p (id int not null, k int not null, v text, primary key (id, k), unique (v, k)) partition by list (k);
create table p_1 partition of p for values in (1);
create table ref (id int primary key);
create index p_v on p (lower(v));
create index p_1_only on p_1 (v desc);
alter table p add constraint p_ref foreign key (id) references ref;
