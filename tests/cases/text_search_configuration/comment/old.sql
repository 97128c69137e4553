create text search configuration c (parser = "default");
