create role one noinherit;
