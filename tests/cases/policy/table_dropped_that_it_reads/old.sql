create table members (a int);
create table t (a int);
create policy own on t using (a in (select m.a from members m));
