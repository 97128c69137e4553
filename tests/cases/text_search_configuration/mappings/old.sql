create text search configuration conf (parser = default); alter text search configuration conf add mapping for word, asciiword with english_stem, simple;
