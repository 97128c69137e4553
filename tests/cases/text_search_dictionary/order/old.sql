CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, stopwords = 'english', language = 'english');
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple, stopwords = 'english', accept = 'false');
