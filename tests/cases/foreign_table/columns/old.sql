create foreign data wrapper plain;
create server far foreign data wrapper plain;
create foreign table remote (id int not null, label varchar(10), gone int) server far options (path '/a');
