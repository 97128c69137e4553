create table days (id int not null, other int not null) partition by range (id);
create table days_1 partition of days for values from (1) to (10);
create table days_2 partition of days for values from (10) to (20);
create unique index days_id on days (id);
create unique index days_other on days (id, other);
