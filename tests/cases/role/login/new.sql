create role one login;
