create foreign table remote (a int) server far; comment on foreign table remote is 'x'; comment on column remote.a is 'y';
