"""neonpy: declarative provisioning for Neon serverless Postgres."""
