create role one createrole;
