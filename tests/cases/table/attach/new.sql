create table log (id int not null, at date not null, note text, constraint log_note check (note <> $$$$)) partition by range (at);
create index log_at on log (at);
create table log_2026 partition of log for values from ('2026-01-01') to ('2027-01-01');
