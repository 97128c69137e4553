create table nothing (something int);
create table other ();
comment on table other is 'really nothing';
