create text search configuration c (parser = "default"); comment on text search configuration c is 'c';
