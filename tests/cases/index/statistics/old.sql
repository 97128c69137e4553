create table posts (id int, title text, tags text);
create index by_words on posts (id, lower(title), (string_to_array(tags, ' ')));
alter index by_words alter column 2 set statistics 50;
