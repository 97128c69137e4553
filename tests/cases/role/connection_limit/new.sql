create role one login connection limit -1;
