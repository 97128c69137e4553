create server far foreign data wrapper plain; grant usage on foreign server far to app_reader with grant option;
