"""Back: what phones bring home, read with suspicion and kept as proposals."""
