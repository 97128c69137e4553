create function number() returns bigint language internal window as 'window_row_number';
