"""To the field and back: what a phone takes along, and what it brings home as proposals."""
