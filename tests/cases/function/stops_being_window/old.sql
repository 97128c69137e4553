create function number() returns bigint language internal window as 'window_row_number'; create function keeps() returns int language sql as 'select 1';
