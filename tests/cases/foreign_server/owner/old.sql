create server far foreign data wrapper plain;
