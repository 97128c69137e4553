create text search dictionary d (template = snowball, language = german); create text search configuration c (copy = simple); alter text search configuration c alter mapping for word with d;
