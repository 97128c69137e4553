"""Changes -> Alembic operations -> SQL: executed live, printed, or written into a revision. Nothing here opens a connection."""
