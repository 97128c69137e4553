create function begins(text, text) returns boolean language sql immutable support pg_catalog.textlike_support as 'select starts_with($1, $2)';
