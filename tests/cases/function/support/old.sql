create function begins(text, text) returns boolean language sql immutable as 'select starts_with($1, $2)';
