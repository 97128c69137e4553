"""Written revisions: Alembic files made from steps, and the folders that hold them. Nothing here opens a connection."""
