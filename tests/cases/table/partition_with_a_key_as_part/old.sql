create table notes (id integer, place text, body text) partition by list (place);
create unique index one_note on notes (place, id) with (fillfactor = 90);
create table letters (id integer, place text) partition by list (place);
create unique index one_letter on letters (place, id);
create table letters_south partition of letters for values in ('south');
