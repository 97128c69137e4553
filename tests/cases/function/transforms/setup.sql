create transform for int language sql (from sql with function pg_catalog.textlike_support(internal));
