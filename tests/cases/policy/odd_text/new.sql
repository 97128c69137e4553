create table t (a text);
create policy "100 % :p $1 ""q""" on t using (a <> '%s :x $1 $$ \ ''q''' and a like '100\%%');
comment on policy "100 % :p $1 ""q""" on t is '%s :x $1 $$ \ ''q''';
