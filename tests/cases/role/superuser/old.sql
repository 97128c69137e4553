create role one nosuperuser;
