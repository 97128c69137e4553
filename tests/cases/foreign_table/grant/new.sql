create foreign table remote (a int, b int) server far; grant select on remote to app_reader; grant insert (a) on remote to app_writer;
