create foreign data wrapper plain;
create server far foreign data wrapper plain;
create table base (id int not null, label text default 'x');
create table second (more int);
create foreign table child (own int options (a 'b')) inherits (base) server far;
create foreign table other (more int) inherits (base) server far;
create foreign table taken (id int not null, label text default 'x') inherits (base) server far;
