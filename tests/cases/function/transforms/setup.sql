create transform for int language sql (from sql with function pg_catalog.text_starts_with_support(internal));
