declare
  rest bigint := value;
  digits text := '';
begin
  while length(digits) < width loop
    digits := substr('0123456789abcdefghijklmnopqrstuvwxyz', (rest % 36)::int + 1, 1) || digits;
    rest := rest / 36;
  end loop;
  return digits;
end
