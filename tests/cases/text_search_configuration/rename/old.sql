create text search configuration conf (copy = simple);
