alter default privileges for role app_owner revoke usage on types from public;
