create function same(text, text) returns boolean language sql immutable as 'select lower($1) = lower($2)';
create function other(text, text) returns boolean language sql immutable as 'select lower($1) <> lower($2)';
create function bang(int) returns int language sql immutable as 'select -$1';
create schema s; create operator s.=== (function = same, leftarg = text, rightarg = text);
