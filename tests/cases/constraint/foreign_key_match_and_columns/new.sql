create table a (x int, y int, primary key (x, y));
create table b (x int, y int, constraint b_x_y_fkey foreign key (x, y) references a match full on delete set null);
