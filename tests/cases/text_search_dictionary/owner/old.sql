create text search dictionary d (template = simple);
