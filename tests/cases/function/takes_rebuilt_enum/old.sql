create type mood as enum ('a', 'b'); create function f(m mood) returns mood language sql as 'select m'; revoke execute on function f from public; comment on function f is 'c';
