create text search dictionary d (template = simple); create text search configuration c (copy = simple); alter text search configuration c alter mapping for word with d;
