"""One file per kind of the Neon API: how it is created, updated and deleted. Strings calls together, decides nothing."""
