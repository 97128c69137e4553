create table t (a text default E'100 %s %(x)s :name ::int $1 $$ \\ \n ''q'' "d" ünï', b text default ':x'::text || '%', c jsonb default '{"a": "%s:b"}');
