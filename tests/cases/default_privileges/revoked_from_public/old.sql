alter default privileges for role app_owner revoke execute on functions from public;
