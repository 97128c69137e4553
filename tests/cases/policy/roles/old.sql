create table t (a int);
create policy own on t to app_reader using (true);
