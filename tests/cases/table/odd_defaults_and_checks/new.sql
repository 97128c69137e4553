create table t (a text default '100 % $1 $$ :x \ ''q'' $body$' check (a <> '%(x)s'), b text default E'a\nb\t''' not null, c text generated always as (a || ' :y %%s') stored);
