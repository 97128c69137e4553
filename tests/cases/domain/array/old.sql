create domain tags as text[]; create table t (g tags);
