"""The executor: the only code, with backup/, that changes the world."""
