create user mapping for app_admin server far; create user mapping for "App Röle" server far;
