create procedure p(a int) language sql as 'select 1';
