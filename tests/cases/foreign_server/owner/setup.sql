create foreign data wrapper plain; grant usage on foreign data wrapper plain to app_owner;
