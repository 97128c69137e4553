create table log (id int not null, at date not null, note text, constraint log_note check (note <> $$$$)) partition by range (at);
create index log_at on log (at);
create table log_2026 (id int not null, at date not null, note text, constraint log_note check (note <> $$$$));
create index log_2026_at_idx on log_2026 (at);
