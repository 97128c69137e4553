create table base (id bigint not null, note text default $$n$$);
create table leaf (own int, kept text) inherits (base);
create table twig (other int) inherits (leaf);
