create foreign table remote (a int) server far; create view v as select a from remote;
