CREATE TABLE entries (id integer NOT NULL, at date NOT NULL DEFAULT now(), note text DEFAULT 'n', amount numeric CHECK (amount > 0), double integer GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE entries_low PARTITION OF entries FOR VALUES FROM (0) TO (10);
