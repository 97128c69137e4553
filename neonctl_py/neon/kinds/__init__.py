"""Kinds of the Neon API that are read and written by calls of their own: one file per kind."""
