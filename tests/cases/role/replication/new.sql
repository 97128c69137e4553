create role one replication;
