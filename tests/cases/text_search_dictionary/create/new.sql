create text search dictionary plain (template = simple, accept = false, stopwords = 'english');
create text search dictionary stem (template = snowball, language = german);
comment on text search dictionary stem is 'd';
alter text search dictionary stem owner to app_owner;
