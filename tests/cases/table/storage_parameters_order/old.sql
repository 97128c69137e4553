CREATE TABLE logs (id integer PRIMARY KEY, message text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.vacuum_truncate = false, toast.autovacuum_enabled = false);
CREATE INDEX logs_message ON logs USING gin (to_tsvector('simple', message)) WITH (gin_pending_list_limit = 100, fastupdate = off);
CREATE MATERIALIZED VIEW last_logs WITH (vacuum_truncate = false, fillfactor = 70) AS SELECT id, message FROM logs;
