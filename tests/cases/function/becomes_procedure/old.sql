create function p(a int) returns void language sql as 'select 1';
