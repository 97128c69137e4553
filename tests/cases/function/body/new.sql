create function f(a int) returns int language plpgsql as $f$
begin
  -- 100% of $1, '$$', :x and ::text \: \
  return $1 + length('it''s' || $$%s$$);
end
$f$;
