create procedure p(a int, out b text) language plpgsql as 'begin b := a; end'; create procedure q() language sql begin atomic select 1; select 2; end;
