create function f(b int) returns int language sql as 'select 1';
revoke execute on function f from public;
grant execute on function f to case_reader;
comment on function f is 'kept';
