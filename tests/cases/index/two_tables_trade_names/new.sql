create table orders (id integer, placed date);
create table bills (id integer, due date);
create index by_number on orders (placed);
create unique index by_day on bills (due);
create index fourth on bills (id);
create sequence third;
