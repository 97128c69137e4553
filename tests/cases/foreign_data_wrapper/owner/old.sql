create foreign data wrapper plain;
