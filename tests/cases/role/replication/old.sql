create role one noreplication;
