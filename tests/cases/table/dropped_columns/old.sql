alter table t add column d text default 'd';
