create table t (a int);
revoke usage on schema public from public;
grant all on schema public to app_writer;
