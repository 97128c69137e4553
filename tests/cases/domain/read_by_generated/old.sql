create domain d as int;
create table t(a d, b d, c int, g int generated always as (a + 1) stored);
create policy p on t using (a = b);
create publication q for table t where (c > 1);
