create domain email as text collate "C" default 'nobody@example.org' not null check (value like '%@%') constraint short check (length(value) < 100);
comment on domain email is 'an address';
