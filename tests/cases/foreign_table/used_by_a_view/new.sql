create foreign table remote (a bigint) server other; create view v as select a from remote;
