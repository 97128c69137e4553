create server far foreign data wrapper plain; alter server far owner to app_owner;
