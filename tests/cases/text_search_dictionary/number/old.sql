CREATE TEXT SEARCH DICTIONARY numbers (TEMPLATE = synonym, synonyms = 'synonym_sample', casesensitive = 0);
