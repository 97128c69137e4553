create role one bypassrls;
