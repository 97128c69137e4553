create type span as range (subtype = float8);
