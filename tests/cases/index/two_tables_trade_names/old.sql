create table orders (id integer, placed date);
create table bills (id integer, due date);
create index by_day on orders (placed);
create unique index by_number on bills (due);
create index third on bills (id);
create sequence fourth;
