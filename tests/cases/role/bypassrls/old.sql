create role one nobypassrls;
