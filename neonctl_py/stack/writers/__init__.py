"""Objects to documents: one file per kind, the reverse of ``documents``."""
