create role one superuser;
