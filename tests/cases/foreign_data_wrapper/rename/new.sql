create foreign data wrapper fancy;
