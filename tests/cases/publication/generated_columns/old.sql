create publication feed for all tables;
