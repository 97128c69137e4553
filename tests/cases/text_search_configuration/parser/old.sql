create text search configuration c (parser = other); alter text search configuration c add mapping for word with simple;
