CREATE TABLE visits (id integer NOT NULL, page text, site integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE visits_low PARTITION OF visits FOR VALUES FROM (0) TO (15);
CREATE TABLE visits_high PARTITION OF visits FOR VALUES FROM (100) TO (200) PARTITION BY LIST (site);
CREATE TABLE visits_high_1 PARTITION OF visits_high FOR VALUES IN (1);
CREATE INDEX visits_page ON visits (page);
CREATE UNIQUE INDEX visits_once ON visits (id, site, page);
