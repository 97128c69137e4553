create text search dictionary d (template = simple); comment on text search dictionary d is 'd';
