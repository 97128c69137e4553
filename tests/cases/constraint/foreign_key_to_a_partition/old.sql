create table events (id integer, day integer, primary key (id, day)) partition by range (day);
create table events_1 partition of events for values from (0) to (10);
create table notes (event integer, day integer, constraint of_event foreign key (event, day) references events_1);
create table marks (event integer, day integer, constraint of_event foreign key (event, day) references events_1 (id, day));
