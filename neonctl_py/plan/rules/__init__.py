"""One file per kind: what it depends on, and the steps that make a change of it."""
