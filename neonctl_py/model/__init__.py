"""WHAT EXISTS, as frozen values: one file per kind. Nothing here reads, writes, compares or decides."""
