CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, stopwords = 'danish', language = 'english');
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple, accept = 'false');
CREATE TEXT SEARCH DICTIONARY other (TEMPLATE = snowball, stopwords = 'english', language = 'english');
