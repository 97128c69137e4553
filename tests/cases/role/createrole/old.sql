create role one nocreaterole;
