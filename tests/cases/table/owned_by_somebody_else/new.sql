alter table t add column w int default 3;
alter table t add constraint w_ok check (w > 0);
