create table v (id int primary key, a text, b varchar(9) collate "C", c text not null default $$x$$);
create index v_a on v (a); create unique index v_b on v (b) where b > $$a$$;
