create server far foreign data wrapper plain; comment on server far is 'f';
