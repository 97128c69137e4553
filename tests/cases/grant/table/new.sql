create table t (a int, b int);
grant select, insert on t to app_reader with grant option;
grant update on t to public;
grant delete, truncate, references, trigger on t to "App Röle";
