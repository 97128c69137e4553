create table kept (a int);
create table tree (id int, region int, above int, primary key (id, region), foreign key (above, region) references tree (id, region)) partition by list (region);
create table tree_1 partition of tree for values in (1);
create table tree_2 partition of tree for values in (2) partition by list (region);
create table tree_2_2 partition of tree_2 for values in (2);
