create foreign data wrapper plain;
create server far foreign data wrapper plain;
create table base (id int not null, label text default 'x', fresh int);
create table second (more int);
create foreign table child (own int options (a 'c'), check (own > 0)) inherits (base) server far options (path '/c');
create foreign table other (more int) inherits (base, second) server far;
create foreign table made (also int not null) inherits (base, second) server far;
create foreign table taken (id int not null, label text default 'x') server far;
