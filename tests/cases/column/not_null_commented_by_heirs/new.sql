create table seats (number int constraint numbered not null, place text);
create table benches () inherits (seats);
create table stools (number int) inherits (benches);
create table couches () inherits (seats);
comment on constraint numbered on benches is 'of benches';
comment on constraint numbered on stools is 'of stools';
