"""The embedded Neon: the Neon API v2 on loopback over real PostgreSQL servers; reached only over HTTP."""
