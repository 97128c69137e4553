create foreign data wrapper plain; create server far foreign data wrapper plain; grant usage on foreign server far to app_owner;
