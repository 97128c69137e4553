create text search configuration c (copy = simple);
