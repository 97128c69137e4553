"""The catalog of one database: read into the model, and asked to spell what users wrote. Nothing here changes a database."""
