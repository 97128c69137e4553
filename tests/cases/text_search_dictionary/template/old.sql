create text search dictionary plain (template = simple); create text search configuration conf (parser = default); alter text search configuration conf add mapping for word with plain;
