create schema sales authorization app_owner;
