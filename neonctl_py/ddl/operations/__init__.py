"""One file per kind: what a step of its vocabulary lowers to."""
