create role one inherit;
