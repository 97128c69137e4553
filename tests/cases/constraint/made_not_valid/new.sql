create table parents (id bigint primary key);
create table kids (id bigint primary key, parent bigint, age integer);
alter table kids add constraint grown check (age > 17) not valid;
alter table kids add constraint has_parent foreign key (parent) references parents not valid;
create domain price as numeric;
alter domain price add constraint positive check (value > 0) not valid;
