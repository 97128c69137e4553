create type mood as enum ('sad', 'ok');
create function to_mood(int) returns mood language sql immutable as 'select ''ok''::mood';
create cast (int as mood) with function to_mood(int);
