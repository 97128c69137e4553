create text search configuration search (copy = simple);
