create domain d as text;
create cast (bigint as timestamptz) without function;
