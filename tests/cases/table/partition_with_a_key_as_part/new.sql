create table notes (id integer, place text, body text) partition by list (place);
create table notes_north partition of notes (unique (place, id) with (fillfactor = 90)) for values in ('north');
create unique index one_note on notes (place, id) with (fillfactor = 90);
create table letters (id integer, place text) partition by list (place);
create table letters_north partition of letters (primary key (place, id)) for values in ('north');
create table letters_south partition of letters (constraint "Each 'once'" unique (place, id)) for values in ('south');
create table letters_else partition of letters default partition by list (place);
create table letters_1 partition of letters_else (constraint one_each unique (place, id)) for values in ('one');
create unique index one_letter on letters (place, id);
