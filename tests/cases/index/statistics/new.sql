create table posts (id int, title text, tags text);
create index by_words on posts (id, lower(title), (string_to_array(tags, ' ')));
alter index by_words alter column 3 set statistics 3000;
create index by_first on posts (upper(title)) where id > 0;
alter index by_first alter column 1 set statistics 10;
