"""Sound files, read block by block."""
