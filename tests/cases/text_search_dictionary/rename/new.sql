create schema s; create text search dictionary s.simple (template = simple);
