"""Pages that stand on their own."""
