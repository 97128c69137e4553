create table base (id int, gone text, kept text);
create table leaf (own int) inherits (base);
create table twig (other int) inherits (leaf);
