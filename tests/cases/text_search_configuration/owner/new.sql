create text search configuration c (copy = simple); alter text search configuration c owner to app_owner;
