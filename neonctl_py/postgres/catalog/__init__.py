"""Rows of the catalog queries -> objects of the model: one small file per kind. Nothing here talks to a server."""
