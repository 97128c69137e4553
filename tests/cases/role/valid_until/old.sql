create role one login valid until '2030-01-02 03:04:05+00';
