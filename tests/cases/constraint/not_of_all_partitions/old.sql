create table visits (id int not null, place text not null, note text) partition by list (place);
create table visits_north partition of visits for values in ('north');
create table visits_south partition of visits for values in ('south');
alter table only visits add constraint visit_key primary key (place, id);
alter table visits_north add constraint "North's key" primary key (place, id);
alter index visit_key attach partition "North's key";
alter table only visits add constraint noted unique (place, note);
comment on constraint noted on visits is 'of no partition';
