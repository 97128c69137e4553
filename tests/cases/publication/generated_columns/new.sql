create publication feed for all tables with (publish_generated_columns = stored);
