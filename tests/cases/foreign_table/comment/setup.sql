create foreign data wrapper plain; create server far foreign data wrapper plain;
