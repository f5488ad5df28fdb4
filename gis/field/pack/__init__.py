"""Out: what a phone takes along, written as one folder that appears whole or not at all."""
