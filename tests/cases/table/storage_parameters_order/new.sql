CREATE TABLE logs (id integer PRIMARY KEY, message text) WITH (fillfactor = 80, autovacuum_enabled = false, toast.vacuum_truncate = false);
CREATE INDEX logs_message ON logs USING gin (to_tsvector('simple', message)) WITH (gin_pending_list_limit = 200, fastupdate = off);
CREATE MATERIALIZED VIEW last_logs WITH (vacuum_truncate = true, fillfactor = 70) AS SELECT id, message FROM logs;
CREATE TABLE other_logs (id integer, message text) WITH (vacuum_truncate = false, fillfactor = 50);
