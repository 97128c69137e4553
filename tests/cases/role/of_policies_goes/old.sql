create role one; create table t (a int); create policy p on t to one, app_reader using (true); create policy q on t to one using (true);
