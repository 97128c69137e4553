create role one nologin;
