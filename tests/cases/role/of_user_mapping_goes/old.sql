create foreign data wrapper w; create server s foreign data wrapper w; create role one; create user mapping for one server s options ("user" 'u'); grant usage on foreign server s to one;
