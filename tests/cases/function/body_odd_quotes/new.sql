create function f() returns text language sql as 'select ''$body$'' || $$ $body1$ $$ -- $';
