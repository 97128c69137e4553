"""Values -> text. Never here: reading anything, deciding anything, changing anything."""
