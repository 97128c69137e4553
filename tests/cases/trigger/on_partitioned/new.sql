create table p (id int, n int) partition by range (id);
create table p1 partition of p for values from (1) to (10);
create trigger a after insert on p for each row execute function touch();
create trigger own before insert on p1 for each row execute function touch();
