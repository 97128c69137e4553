create table kept (a int);
create view shown as select a from kept;
create table log (was shown, at int);
create rule noted as on insert to shown do also insert into log values (new, 1);
