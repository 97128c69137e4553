create function f() returns int language sql set search_path = public as 'select 1';
