create user mapping for public server far options (a 'b');
