create role "select"; create role "Größe ." login; create role "a/b"; grant "a/b" to "Größe ."; create table t (x int); grant select on t to "a/b";
