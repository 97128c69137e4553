create function f(a int[]) returns int language sql as 'select 1'; create function g(variadic "any") returns int language internal as 'pg_num_nonnulls';
