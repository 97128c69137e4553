CREATE TABLE visits (id integer NOT NULL, page text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE visits_low PARTITION OF visits FOR VALUES FROM (0) TO (10);
CREATE TABLE visits_high PARTITION OF visits FOR VALUES FROM (100) TO (200);
CREATE INDEX visits_page ON visits (page);
