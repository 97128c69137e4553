create text search configuration c (parser = "default"); alter text search configuration c add mapping for word, asciiword with english_stem, simple;
