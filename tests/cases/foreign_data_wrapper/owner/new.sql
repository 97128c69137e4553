create foreign data wrapper plain; alter foreign data wrapper plain owner to app_superuser;
