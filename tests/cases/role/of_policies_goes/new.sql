create table t (a int); create policy p on t to app_reader using (true);
