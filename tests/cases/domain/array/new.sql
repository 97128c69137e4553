create domain tags as text[] check (cardinality(value) < 9) default '{}'; create table t (g tags);
