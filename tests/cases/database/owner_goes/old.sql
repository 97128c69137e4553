create role one; alter database d owner to one;
