create table seats (number int, place text);
create table benches () inherits (seats);
create table stools (number int) inherits (benches);
create table couches () inherits (seats);
