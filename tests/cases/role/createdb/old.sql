create role one nocreatedb;
