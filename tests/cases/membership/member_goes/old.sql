create role one; create role two; create role three;create role member login; grant one to member; grant member to three;
