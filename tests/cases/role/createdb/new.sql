create role one createdb;
