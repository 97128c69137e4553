create table ref (id int primary key);
create table p (id int not null, k int not null, v text, primary key (id, k)) partition by list (k);
create index p_v on p (v);
alter table p add constraint p_ref foreign key (id) references ref;
create table p_1 (id int not null, k int not null, v text, primary key (id, k));
create index p_1_v_idx on p_1 (v);
alter table p_1 add constraint p_ref foreign key (id) references ref;
