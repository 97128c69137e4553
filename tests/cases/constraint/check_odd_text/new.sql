create table t (a text, constraint "odd 'name' %s" check (a <> '%s :x $1 $$ \ ''q''' and a !~ '^\d{2}:\w+$' and a <> E'\t'));
