create function same(text, text) returns boolean language sql immutable as 'select lower($1) = lower($2)';
create function other(text, text) returns boolean language sql immutable as 'select lower($1) <> lower($2)';
create function bang(int) returns int language sql immutable as 'select -$1';
create operator === (function = same, leftarg = text, rightarg = text, commutator = ===, negator = !==, restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator !== (function = other, leftarg = text, rightarg = text, commutator = !==, negator = ===, restrict = neqsel, join = neqjoinsel);
create operator !! (function = bang, rightarg = int);
comment on operator === (text, text) is 'same but for case';
alter operator === (text, text) owner to app_owner;
create table notes (a text, b text, check (a === b));
